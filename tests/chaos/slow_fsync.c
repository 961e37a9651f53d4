/* Makes every fsync of the process that preloads this take SLOW_FSYNC_MS longer: a bad disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int slowly(const char *name, int fd) {
    const char *ms = getenv("SLOW_FSYNC_MS");
    if (ms != NULL) {
        usleep((useconds_t)atoi(ms) * 1000);
    }
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return real(fd);
}

int fsync(int fd) { return slowly("fsync", fd); }
int fdatasync(int fd) { return slowly("fdatasync", fd); }
