package cache

import (
	"encoding/binary"
	"hash/crc32"
)

// sumBytes is the length of a checksum: CRC-32C, little end first.
const sumBytes = 4

func checksum(data []byte) []byte {
	return binary.LittleEndian.AppendUint32(nil, crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)))
}

// Seal appends a checksum to what will lie on a disk: a crash cuts files off, and
// disks forget parts of them.
func Seal(data []byte) []byte { return append(data, checksum(data)...) }

// Unseal returns what was sealed, or false where that is no longer whole.
func Unseal(data []byte) ([]byte, bool) {
	end := len(data) - sumBytes
	if end < 0 || string(checksum(data[:end])) != string(data[end:]) {
		return nil, false
	}
	return data[:end:end], true
}
