/*
 * Blocks of a written file that follow from the tables: between a line
 * "MARK from the tables: NAME" and a line "MARK end of the tables" a program
 * prints anew what the tables say; all else is written by hand. MARK is what
 * begins a comment there.
 */
#ifndef SCRIPTS_LIB_BLOCKS_H
#define SCRIPTS_LIB_BLOCKS_H

#include "model/buf.h"

struct block {
	const char *name;
	void (*print)(struct buf *b);
};

/*
 * main() of such a program: PROGRAM [--check] FILE... writes each file anew,
 * or with --check ends with 1 if that would change one. A name that no block
 * has, and a mark without its end, are faults.
 */
int blocks_main(int argc, char **argv, const char *mark,
    const struct block *blocks, size_t count);

#endif
