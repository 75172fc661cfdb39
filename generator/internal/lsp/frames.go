package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/sourcegraph/jsonrpc2"
)

// maxMessage is the most bytes that a message may have. A file has at most a few million.
const maxMessage = 64 << 20

// frames are messages behind headers, as the protocol has them. What is no message is passed over, so
// that a client which once sends garbage does not lose its server.
type frames struct {
	jsonrpc2.VSCodeObjectCodec
	end func() // is called where there are no more
}

// ReadObject reads the next message.
func (f frames) ReadObject(r *bufio.Reader, v any) error {
	err := f.next(r, v)
	if err != nil && f.end != nil {
		f.end()
	}
	return err
}

func (frames) next(r *bufio.Reader, v any) error {
	for {
		length := int64(0)
		for {
			line, err := r.ReadSlice('\n')
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if err != nil {
				return err
			}
			header := strings.TrimSpace(string(line))
			if header == "" {
				break
			}
			if name, value, _ := strings.Cut(header, ":"); strings.EqualFold(name, "Content-Length") {
				length, _ = strconv.ParseInt(strings.TrimSpace(value), 10, 64) // 0: there is no message
			}
		}
		if length > maxMessage {
			if _, err := io.CopyN(io.Discard, r, length); err != nil {
				return err
			}
			continue
		}
		data, err := io.ReadAll(io.LimitReader(r, max(0, length)))
		if err != nil {
			return err
		}
		if int64(len(data)) < length {
			return io.EOF
		}
		if json.Unmarshal(data, v) == nil {
			return nil
		}
		reflect.ValueOf(v).Elem().SetZero() // a part of it may have been read
	}
}
