/*
 * How long a test waits for what must come. Only what is broken ever needs it,
 * so it is generous: a machine that does ten other things is no fault of ours.
 * What happens sooner than that is waited for by its condition, never by time.
 */
#ifndef TESTS_LIB_PATIENCE_H
#define TESTS_LIB_PATIENCE_H

#define PATIENCE_S 120
#define PATIENCE_MS (PATIENCE_S * 1000)

#endif
