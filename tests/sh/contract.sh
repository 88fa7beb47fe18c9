#!/bin/sh
# What `make contract` would write is what stands in the tree.
set -eu
cd "$(dirname "$0")/../.."
"$1/scripts/openapi" --check net/wire/openapi.yaml
"$1/scripts/manual" --check man/*.[1-8]
"$1/scripts/complete" --check config/shell/*
echo "3 passed, 0 failed"
