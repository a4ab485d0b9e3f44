/* Records what a program asks of the disk, in order, so that every power loss can be played back.
 *
 * LD_PRELOAD it with POWER_ROOT (a folder) and POWER_LOG (a file outside it). Each call below on a
 * path under the root is done and recorded under one lock; reads and the shared-memory file of
 * SQLite (a mapping, rebuilt after a crash) are not. Record: op, lengths of two paths, offset,
 * length of the data (little-endian 1, 2, 2, 8, 8 bytes), then paths and data.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FDS 4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static int log_fd = -1;
static char *names[FDS];

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("POWER_ROOT"), *file = getenv("POWER_LOG");
    if (!folder || !file) return;
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
    log_fd = REAL(open)(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ours(const char *path) {
    return log_fd >= 0 && path && !strncmp(path, root, root_length);
}

static void put(const void *data, size_t size) {
    const char *at = data;
    while (size) {
        ssize_t done = REAL(write)(log_fd, at, size);
        if (done <= 0) abort();
        at += done;
        size -= done;
    }
}

static void record(char op, const char *one, const char *two, uint64_t offset, const void *data,
                   uint64_t size) {
    uint16_t first = strlen(one), second = two ? strlen(two) : 0;
    char head[21];
    head[0] = op;
    memcpy(head + 1, &first, 2);
    memcpy(head + 3, &second, 2);
    memcpy(head + 5, &offset, 8);
    memcpy(head + 13, &size, 8);
    put(head, sizeof head);
    put(one, first);
    if (second) put(two, second);
    if (size) put(data, size);
}

static const char *name_of(int fd) { return fd >= 0 && fd < FDS ? names[fd] : NULL; }

static int opened(int fd, const char *path, int flags, int existed) {
    if (fd < 0 || fd >= FDS || !ours(path)) return fd;
    free(names[fd]);
    names[fd] = strdup(path);
    if ((flags & O_CREAT) && !existed) record('c', path, NULL, 0, NULL, 0);
    if ((flags & O_TRUNC) && existed) record('t', path, NULL, 0, NULL, 0);
    return fd;
}

#define OPEN(name)                                                      \
    int name(const char *path, int flags, ...) {                        \
        va_list rest;                                                   \
        va_start(rest, flags);                                          \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                   \
        pthread_mutex_lock(&lock);                                      \
        int existed = ours(path) && !access(path, F_OK);                \
        int fd = opened(REAL(name)(path, flags, mode), path, flags, existed); \
        pthread_mutex_unlock(&lock);                                    \
        return fd;                                                      \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    pthread_mutex_lock(&lock);
    if (name_of(fd)) {
        free(names[fd]);
        names[fd] = NULL;
    }
    int done = REAL(close)(fd);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int fd, const void *data, size_t size) {
    if (!name_of(fd)) return REAL(write)(fd, data, size);
    pthread_mutex_lock(&lock);
    int append = fcntl(fd, F_GETFL) & O_APPEND;
    off_t offset = lseek(fd, 0, append ? SEEK_END : SEEK_CUR);
    ssize_t done = REAL(write)(fd, data, size);
    if (done > 0 && name_of(fd)) record('w', names[fd], NULL, offset, data, done);
    pthread_mutex_unlock(&lock);
    return done;
}

#define PWRITE(name, type)                                                   \
    ssize_t name(int fd, const void *data, size_t size, type offset) {       \
        if (!name_of(fd)) return REAL(name)(fd, data, size, offset);         \
        pthread_mutex_lock(&lock);                                           \
        ssize_t done = REAL(name)(fd, data, size, offset);                   \
        if (done > 0 && name_of(fd)) record('w', names[fd], NULL, offset, data, done); \
        pthread_mutex_unlock(&lock);                                         \
        return done;                                                         \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define ON_FD(name, op, arguments, call, size)                     \
    int name arguments {                                           \
        if (!name_of(fd)) return REAL(name) call;                  \
        pthread_mutex_lock(&lock);                                 \
        int done = REAL(name) call;                                \
        if (!done && name_of(fd)) record(op, names[fd], NULL, size, NULL, 0); \
        pthread_mutex_unlock(&lock);                               \
        return done;                                               \
    }
ON_FD(fsync, 's', (int fd), (fd), 0)
ON_FD(fdatasync, 's', (int fd), (fd), 0)
ON_FD(ftruncate, 't', (int fd, off_t size), (fd, size), size)
ON_FD(ftruncate64, 't', (int fd, off64_t size), (fd, size), size)

int rename(const char *from, const char *to) {
    pthread_mutex_lock(&lock);
    int done = REAL(rename)(from, to);
    if (!done && ours(from)) record('r', from, to, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int unlink(const char *path) {
    pthread_mutex_lock(&lock);
    int done = REAL(unlink)(path);
    if (!done && ours(path)) record('u', path, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int mkdir(const char *path, mode_t mode) {
    pthread_mutex_lock(&lock);
    int done = REAL(mkdir)(path, mode);
    if (!done && ours(path)) record('m', path, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}
