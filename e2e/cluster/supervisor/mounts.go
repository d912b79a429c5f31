package main

import (
	"os"
	"strings"
)

// mountPoints lists what is mounted, in the order of mounting. The kernel writes spaces in them as \040.
func mountPoints() ([]string, error) {
	text, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return nil, err
	}
	var points []string
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 1 {
			points = append(points, strings.ReplaceAll(fields[1], `\040`, " "))
		}
	}
	return points, nil
}
