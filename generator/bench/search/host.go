package main

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"afterword/generator/internal/publish"
	"afterword/generator/internal/serve"
	"afterword/generator/internal/urls"
)

// latency is how long the host takes for an answer. With it requests that wait
// for each other stand apart in the log from those that do not.
const latency = 30 * time.Millisecond

// newHost serves a site as hosts of static files do: text is compressed, other
// files go out as they are.
func newHost(t publish.Tree, base urls.Base) *httptest.Server {
	site := serve.Handler(t.Lookup, base)
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(latency)
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, r)
		body := answer.Body.Bytes()
		if compressible(answer.Header().Get("Content-Type")) {
			body = compressed(body)
			answer.Header().Set("Content-Encoding", "gzip")
		}
		answer.Header().Del("Content-Length")
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		w.Write(body) // a reader who has gone is no error of ours
	}))
}

func compressible(mediaType string) bool {
	for _, kind := range []string{"text/", "application/json", "image/svg+xml"} {
		if strings.HasPrefix(mediaType, kind) {
			return true
		}
	}
	return false
}

func compressed(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data) // into memory
	w.Close()
	return b.Bytes()
}
