/* A lock behind the adapter protocol, version 1: one JSON object per line, each request answered in order.
 * With the argument "bug" it forgets to look whether the lock is free before it grants it. */
#include <stdio.h>
#include <string.h>

static int waiting[8], count, granted, careless; /* granted: 0 is nobody, else the client + 1 */

static void serve(void) {
  if (count == 0 || (granted != 0 && !careless)) return;
  granted = waiting[0] + 1;
  memmove(waiting, waiting + 1, sizeof waiting - sizeof waiting[0]);
  count--;
}

static void observe(void) {
  serve();
  printf("{\"type\":\"observe\",\"state\":{\"granted\":%d}}\n", granted);
}

int main(int argc, char **argv) {
  char line[4096];
  careless = argc > 1 && strcmp(argv[1], "bug") == 0;
  while (fgets(line, sizeof line, stdin) != NULL) {
    int client = strstr(line, "\"process\":\"client1\"") != NULL;
    if (strstr(line, "\"type\":\"hello\"") != NULL) {
      puts("{\"type\":\"hello\",\"protocol\":1,\"name\":\"lock in C\",\"version\":\"1\","
           "\"actions\":[\"client0\",\"client1\"],\"observes\":[\"granted\"],\"settles\":true}");
    } else if (strstr(line, "\"type\":\"reset\"") != NULL) {
      count = granted = 0;
      observe();
    } else if (strstr(line, "\"action\":\"request\"") != NULL) {
      waiting[count++] = client;
      observe();
    } else if (strstr(line, "\"action\":\"acquire\"") != NULL) {
      if (granted == client + 1) observe();
      else puts("{\"type\":\"refuse\",\"reason\":\"the lock is not granted\"}");
    } else if (strstr(line, "\"action\":\"release\"") != NULL) {
      granted = 0;
      observe();
    } else {
      puts("{\"type\":\"bye\"}");
    }
    fflush(stdout); /* the driver waits for every answer */
  }
  return 0;
}
