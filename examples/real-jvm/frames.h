/* What the agent does when frames leave the heap. Called on the thread that gives them back. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdint.h>

void frames_leaving(uint64_t from, uint64_t to);
void frames_left(uint64_t from, uint64_t to);

#endif
