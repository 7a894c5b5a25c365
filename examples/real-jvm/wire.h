/* Lines over a Unix socket: what the JVM and the harness say to each other. */
#ifndef WIRE_H
#define WIRE_H

/* From now on the kernel kills this process when the harness ends, whatever ended it. */
void wire_end_with_parent(void);
/* Connects and names itself; -1 where nobody listens. */
int wire_connect(const char *path, const char *name);
/* Sends one line. A broken connection ends the process: nobody is left to hold it. */
void wire_send(int fd, const char *line);
/* Reads one line without its end into `line`; ends the process where the peer is gone. */
void wire_receive(int fd, char *line, int capacity);
/* Prints one line and ends the process, on any thread. */
_Noreturn void wire_die(const char *what);

#endif
