package generator

import "strings"

// A Question is what a verb wants to know from a person.
type Question struct {
	Text    string
	Options []string // all that can be answered, several of them between commas; nil: anything
	value   *string
}

// An Asker asks a question until take, which is given each answer, returns no error;
// "" leaves the question open. A nil Asker asks nothing.
type Asker func(q Question, take func(answer string) error) error

// all asks what is not known yet. try says what is wrong with the answers so far.
func (ask Asker) all(try func() error, questions ...Question) error {
	for _, q := range questions {
		if ask == nil || *q.value != "" {
			continue
		}
		err := ask(q, func(answer string) error {
			*q.value = answer
			return try()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Parts are the parts of a text between commas.
func Parts(text string) (parts []string) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
