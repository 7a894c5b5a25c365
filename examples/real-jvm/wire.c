#define _GNU_SOURCE
#include "wire.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void wire_die(const char *what)
{
	fprintf(stderr, "real-jvm: %s: %s\n", what, strerror(errno));
	_exit(3);
}

void wire_end_with_parent(void)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		wire_die("the end of the harness would go unnoticed");
}

int wire_connect(const char *path, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		return -1;
	wire_send(fd, name);
	return fd;
}

void wire_send(int fd, const char *line)
{
	char text[8192];
	int length = snprintf(text, sizeof(text), "%s\n", line), sent = 0;

	if (length >= (int)sizeof(text))
		wire_die("a line is too long");
	while (sent < length) {
		ssize_t count = send(fd, text + sent, (size_t)(length - sent), MSG_NOSIGNAL);

		if (count <= 0)
			_exit(4);
		sent += (int)count;
	}
}

void wire_receive(int fd, char *line, int capacity)
{
	int length = 0;

	for (;;) {
		ssize_t count = recv(fd, line + length, 1, 0);

		if (count < 0 && errno == EINTR)
			continue;
		if (count != 1 || length + 1 >= capacity)
			_exit(5);
		if (line[length] == '\n')
			break;
		length++;
	}
	line[length] = '\0';
}
