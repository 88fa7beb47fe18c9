#!/bin/sh
# What `make contract` would write is what stands in the tree.
set -eu
cd "$(dirname "$0")/../.."
"$1/scripts/openapi" --check net/wire/openapi.yaml
echo "1 passed, 0 failed"
