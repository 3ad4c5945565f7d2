// A small HTTP server for measuring clients, and the plainest client there can be, to measure the server.
//
//   loopback serve PORT USERS        answers on 127.0.0.1; PORT 0 takes a free one and prints it
//   loopback drain PORT              reads all pages of /v1.0/users and drops them
//   loopback ping PORT COUNT CONNS   asks for one user COUNT times over CONNS connections
//   loopback dump USERS FILE         writes the pages, one JSON document a line
//   loopback people USERS FILE       writes what matching needs: people and entries, separated by tabs
//
// All pages are made before the first request, with realistic header fields, so that answering is one system call.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 999 };

typedef struct {
    char *bytes;
    size_t length, room;
} text;

static void put(text *out, const char *format, ...) {
    while (1) {
        va_list list;
        va_start(list, format);
        int wanted = vsnprintf(out->bytes ? out->bytes + out->length : NULL, out->room - out->length, format, list);
        va_end(list);
        if (out->length + (size_t)wanted < out->room) {
            out->length += (size_t)wanted;
            return;
        }
        out->room = (out->room + (size_t)wanted + 64) * 2;
        out->bytes = realloc(out->bytes, out->room);
    }
}

// The same people every time: everything about one follows from the number.
static uint64_t mix(uint64_t x) {
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static const char *const GIVEN[] = {"Adele", "Alex", "Allan", "Cameron", "Christie", "Debra", "Diego", "Emily", "Grady",
    "Henrietta", "Isaiah", "Jonas", "Joni", "Lee", "Lidia", "Lynne", "Megan", "Miriam", "Nestor", "Patti"};
static const char *const FAMILY[] = {"Vance", "Wilber", "Deyoung", "White", "Cline", "Berger", "Siciliani", "Braun",
    "Archie", "Mueller", "Langer", "Sanchez", "Sherman", "Gu", "Holloway", "Robbins", "Bowen", "Graham", "Wilke", "Fern"};
static const char *const DEPARTMENTS[] = {"Engineering", "Marketing", "Sales & Marketing", "Human Resources", "Legal",
    "Finance and Accounting", "Operations", "Retail", "Research and Development", "Executive Management"};

static void address(text *out, uint64_t user) {
    uint64_t r = mix(user);
    put(out, "%s.%s%llu@contoso%llu.example", GIVEN[r % 20], FAMILY[(r >> 8) % 20], (unsigned long long)user,
        (unsigned long long)(r >> 16) % 4);
}

static void guid(text *out, uint64_t a) {
    uint64_t x = mix(a), y = mix(a ^ 0xABCDEF);
    put(out, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(x >> 32), (unsigned)(x >> 16) & 0xFFFF, (unsigned)x & 0xFFFF,
        (unsigned)(y >> 48), (unsigned long long)(y & 0xFFFFFFFFFFFF));
}

static void put_user(text *out, uint64_t user) {
    uint64_t r = mix(user);
    put(out, "{\"id\":\"");
    guid(out, user);
    put(out, "\",\"displayName\":\"%s %s%s\",\"userPrincipalName\":\"", GIVEN[r % 20],
        user % 11 == 0 ? "M\xC3\xBCller-" : user % 97 == 0 ? "\\u00d6z\\/" : "", FAMILY[(r >> 8) % 20]);
    address(out, user);
    put(out, "\",\"mail\":");
    if (user % 37 == 0) {
        put(out, "null");
    } else {
        put(out, "\"");
        address(out, user);
        put(out, "\"");
    }
    put(out, ",\"department\":\"%s\",\"accountEnabled\":%s,\"proxyAddresses\":[\"SMTP:", DEPARTMENTS[(r >> 24) % 10],
        user % 23 == 0 ? "false" : "true");
    address(out, user);
    put(out, "\",\"smtp:u%llu@contoso.example\",\"smtp:%s.%s.%llu@mail.contoso.example\"],\"assignedPlans\":[",
        (unsigned long long)user, GIVEN[(r >> 3) % 20], FAMILY[(r >> 8) % 20], (unsigned long long)user);
    put(out, "{\"assignedDateTime\":\"20%02llu-%02llu-%02lluT%02llu:%02llu:12Z\",\"capabilityStatus\":\"Enabled\","
             "\"service\":\"TeamspaceAPI\",\"servicePlanId\":\"57ff2da0-773e-42df-b2af-ffb7a2317929\"},"
             "{\"assignedDateTime\":\"2023-05-11T09:15:00Z\",\"capabilityStatus\":\"%s\",\"service\":\"exchange\","
             "\"servicePlanId\":\"efb87545-963c-4e0d-99df-69c6916d9eb0\"}]}",
        (unsigned long long)(17 + r % 8), (unsigned long long)(1 + r % 12), (unsigned long long)(1 + (r >> 5) % 28),
        (unsigned long long)(r >> 9) % 24, (unsigned long long)(r >> 13) % 60, r % 7 == 0 ? "Suspended" : "Enabled");
}

static void put_page(text *out, uint64_t page, uint64_t users, int port) {
    put(out, "{\"@odata.context\":\"http://127.0.0.1:%d/v1.0/$metadata#users\",", port);
    if ((page + 1) * PAGE < users) {
        put(out, "\"@odata.nextLink\":\"http://127.0.0.1:%d/v1.0/users?$top=%d&$skiptoken=%llu\",", port, PAGE,
            (unsigned long long)page + 1);
    }
    put(out, "\"value\":[");
    for (uint64_t user = page * PAGE; user < (page + 1) * PAGE && user < users; user++) {
        if (user % PAGE) put(out, ",");
        put_user(out, user);
    }
    put(out, "]}");
}

static void put_head(text *out, const char *status, size_t length) {
    put(out, "HTTP/1.1 %s\r\nContent-Length: %zu\r\nCache-Control: no-cache\r\n"
             "Content-Type: application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8\r\n"
             "Vary: Accept-Encoding\r\nStrict-Transport-Security: max-age=31536000\r\n"
             "request-id: 5a6f1c36-2c3d-4f1a-9f1e-0123456789ab\r\nclient-request-id: 5a6f1c36-2c3d-4f1a-9f1e-0123456789ab\r\n"
             "x-ms-ags-diagnostic: {\"ServerInfo\":{\"DataCenter\":\"Loopback\",\"Slice\":\"E\",\"Ring\":\"5\",\"ScaleUnit\":\"003\",\"RoleInstance\":\"X\"}}\r\n"
             "x-ms-resource-unit: 1\r\nOData-Version: 4.0\r\nDate: Mon, 02 Mar 2026 10:00:00 GMT\r\n\r\n",
        status, length);
}

static text answer(const char *status, text body) {
    text whole = {0};
    put_head(&whole, status, body.length);
    size_t head = whole.length;
    whole.bytes = realloc(whole.bytes, head + body.length + 1);
    memcpy(whole.bytes + head, body.bytes, body.length);
    whole.length = head + body.length;
    free(body.bytes);
    return whole;
}

typedef struct {
    int socket;
    char input[65536];
    size_t have;
    const char *pending;
    size_t left;
} peer;

static text *pages, one, batches[21], missing;
static uint64_t page_count;

static const text *answer_to(const char *request, const char *body, size_t length) {
    if (!strncmp(request, "POST /v1.0/$batch", 17)) {
        int items = 0;
        for (const char *at = body, *end = body + length; (at = memmem(at, (size_t)(end - at), "\"id\":", 5)); at += 5) items++;
        return &batches[items > 20 ? 20 : items];
    }
    if (!strncmp(request, "GET /v1.0/users/", 16) || !strncmp(request, "POST /v1.0/users/", 17)) return &one;
    if (!strncmp(request, "GET /v1.0/users", 15)) {
        const char *end = strchr(request, '\r'), *token = memmem(request, (size_t)(end - request), "skiptoken=", 10);
        uint64_t page = token ? strtoull(token + 10, NULL, 10) : 0;
        return page < page_count ? &pages[page] : &missing;
    }
    return &missing;
}

static void flush_out(peer *peer, int poll) {
    while (peer->left) {
        ssize_t sent = send(peer->socket, peer->pending, peer->left, MSG_NOSIGNAL);
        if (sent < 0) break;
        peer->pending += sent;
        peer->left -= (size_t)sent;
    }
    struct epoll_event event = {.events = EPOLLIN | (peer->left ? EPOLLOUT : 0), .data.ptr = peer};
    epoll_ctl(poll, EPOLL_CTL_MOD, peer->socket, &event);
}

// Returns whether the connection goes on.
static int serve_peer(peer *peer, int poll) {
    ssize_t got = recv(peer->socket, peer->input + peer->have, sizeof peer->input - 1 - peer->have, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) return 0;
    if (got > 0) peer->have += (size_t)got;
    peer->input[peer->have] = 0;
    char *end = memmem(peer->input, peer->have, "\r\n\r\n", 4);
    if (!end) return peer->have < sizeof peer->input - 1;
    char *field = strcasestr(peer->input, "\r\ncontent-length:");
    size_t length = field && field < end ? strtoul(field + 17, NULL, 10) : 0;
    size_t whole = (size_t)(end + 4 - peer->input) + length;
    if (whole >= sizeof peer->input) return 0;
    if (peer->have < whole) return 1;
    const text *found = answer_to(peer->input, end + 4, length);
    peer->pending = found->bytes;
    peer->left = found->length;
    peer->have -= whole;
    memmove(peer->input, peer->input + whole, peer->have);
    flush_out(peer, poll);
    return 1;
}

static int serve(int port, uint64_t users) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (void *)&place, sizeof place) || listen(listener, 512)) return perror("bind"), 1;
    socklen_t size = sizeof place;
    getsockname(listener, (void *)&place, &size);
    port = ntohs(place.sin_port);

    page_count = (users + PAGE - 1) / PAGE;
    pages = calloc(page_count, sizeof *pages);
    for (uint64_t page = 0; page < page_count; page++) {
        text body = {0};
        put_page(&body, page, users, port);
        pages[page] = answer("200 OK", body);
    }
    text body = {0};
    put(&body, "{\"@odata.context\":\"x\",\"id\":\"57ff2da0-773e-42df-b2af-ffb7a2317929\",\"displayName\":\"Adele Vance\","
               "\"mail\":\"adele@contoso.example\",\"userPrincipalName\":\"adele@contoso.example\",\"accountEnabled\":true}");
    one = answer("200 OK", body);
    for (int items = 0; items <= 20; items++) {
        text batch = {0};
        put(&batch, "{\"responses\":[");
        for (int item = 1; item <= items; item++) {
            put(&batch, "%s{\"id\":\"%d\",\"status\":201,\"headers\":{\"Cache-Control\":\"no-cache\",\"Content-Type\":\"application/json\","
                        "\"Location\":\"https://graph.microsoft.com/v1.0/users/x/teamwork/installedApps/NjQ0\"},\"body\":null}",
                item > 1 ? "," : "", item);
        }
        put(&batch, "]}");
        batches[items] = answer("200 OK", batch);
    }
    text nothing = {0};
    put(&nothing, "{\"error\":{\"code\":\"NotFound\",\"message\":\"no such page\"}}");
    missing = answer("404 Not Found", nothing);

    printf("%d\n", port);
    fflush(stdout);
    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    while (1) {
        struct epoll_event events[64];
        int count = epoll_wait(poll, events, 64, -1);
        for (int index = 0; index < count; index++) {
            peer *known = events[index].data.ptr;
            if (!known) {
                int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
                if (socket < 0) continue;
                int room = 4 << 20;
                setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
                peer *made = calloc(1, sizeof *made);
                made->socket = socket;
                struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = made};
                epoll_ctl(poll, EPOLL_CTL_ADD, socket, &wanted);
                continue;
            }
            if (events[index].events & EPOLLOUT) flush_out(known, poll);
            if ((events[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) && !serve_peer(known, poll)) {
                close(known->socket);
                free(known);
            }
        }
    }
}

static int connect_to(int port) {
    int made = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(made, (void *)&place, sizeof place)) perror("connect"), exit(1);
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return made;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

// Reads one answer; returns the bytes of it, and whether it links to another page.
static size_t read_answer(int socket, char *buffer, size_t room, int *has_next) {
    size_t have = 0, whole = 0;
    *has_next = 0;
    while (!whole || have < whole) {
        ssize_t got = recv(socket, buffer + (whole ? 0 : have), room - 1 - (whole ? 0 : have), 0);
        if (got <= 0) perror("recv"), exit(1);
        have += (size_t)got;
        if (whole) continue;
        buffer[have] = 0;
        char *end = strstr(buffer, "\r\n\r\n"), *field = strcasestr(buffer, "content-length:");
        if (!end) continue;
        whole = (size_t)(end + 4 - buffer) + strtoul(field + 15, NULL, 10);
        *has_next = memmem(end, have - (size_t)(end - buffer), "nextLink", 8) != NULL;
    }
    return whole;
}

static int drain(int port) {
    int socket = connect_to(port), has_next = 1;
    size_t room = 1 << 18, bytes = 0, page = 0;
    char *buffer = malloc(room), request[256];
    double begin = now();
    for (; has_next; page++) {
        int length = snprintf(request, sizeof request, "GET /v1.0/users?$top=999&$skiptoken=%zu HTTP/1.1\r\nHost: x\r\n\r\n", page);
        if (send(socket, request, (size_t)length, 0) != length) return 1;
        bytes += read_answer(socket, buffer, room, &has_next);
    }
    printf("{\"cell\":\"drain\",\"seconds\":%.6f,\"pages\":%zu,\"megabytes\":%.1f}\n", now() - begin, page, (double)bytes / 1e6);
    return 0;
}

static int ping(int port, int count, int connections) {
    int sockets[64], has_next;
    char buffer[8192], request[] = "GET /v1.0/users/1 HTTP/1.1\r\nHost: x\r\n\r\n";
    if (connections > 64) connections = 64;
    for (int index = 0; index < connections; index++) sockets[index] = connect_to(port);
    double begin = now();
    for (int done = 0; done < count; done += connections) {
        for (int index = 0; index < connections; index++) send(sockets[index], request, sizeof request - 1, 0);
        for (int index = 0; index < connections; index++) read_answer(sockets[index], buffer, sizeof buffer, &has_next);
    }
    double seconds = now() - begin;
    printf("{\"cell\":\"ping\",\"seconds\":%.6f,\"rate\":%.0f}\n", seconds, count / seconds);
    return 0;
}

static int dump(uint64_t users, const char *path) {
    FILE *file = fopen(path, "w");
    if (!file) return perror(path), 1;
    for (uint64_t page = 0; page * PAGE < users; page++) {
        text body = {0};
        put_page(&body, page, users, 1);
        put(&body, "\n");
        fwrite(body.bytes, 1, body.length, file);
        free(body.bytes);
    }
    return fclose(file);
}

// P id upn mail proxies(,)   and   E id email: nine in ten of the people, one in twenty of them by another address and case.
static int people(uint64_t users, const char *path) {
    FILE *file = fopen(path, "w");
    if (!file) return perror(path), 1;
    for (uint64_t user = 0; user < users; user++) {
        text line = {0}, mail = {0};
        uint64_t r = mix(user);
        address(&mail, user);
        put(&line, "P\t");
        guid(&line, user);
        put(&line, "\t%s\t%s\tSMTP:%s,smtp:u%llu@contoso.example,smtp:%s.%s.%llu@mail.contoso.example\n", mail.bytes,
            user % 37 ? mail.bytes : "", mail.bytes, (unsigned long long)user, GIVEN[(r >> 3) % 20], FAMILY[(r >> 8) % 20],
            (unsigned long long)user);
        fwrite(line.bytes, 1, line.length, file);
        free(line.bytes);
        free(mail.bytes);
    }
    for (uint64_t entry = 0; entry < users; entry++) {
        // Another order than the people's.
        uint64_t user = (entry * 7919 + 13) % users;
        text line = {0};
        put(&line, "E\t%llu\t", (unsigned long long)(400000000 + entry));
        if (entry % 10 == 3) {
            put(&line, "nobody%llu@elsewhere.example", (unsigned long long)entry);
        } else if (entry % 20 == 5) {
            put(&line, "U%llu@Contoso.Example", (unsigned long long)user);
        } else {
            address(&line, user);
        }
        put(&line, "\n");
        fwrite(line.bytes, 1, line.length, file);
        free(line.bytes);
    }
    return fclose(file);
}

int main(int count, char **arguments) {
    const char *what = count > 1 ? arguments[1] : "";
    if (count == 4 && !strcmp(what, "serve")) return serve(atoi(arguments[2]), strtoull(arguments[3], NULL, 10));
    if (count == 3 && !strcmp(what, "drain")) return drain(atoi(arguments[2]));
    if (count == 5 && !strcmp(what, "ping")) return ping(atoi(arguments[2]), atoi(arguments[3]), atoi(arguments[4]));
    if (count == 4 && !strcmp(what, "dump")) return dump(strtoull(arguments[2], NULL, 10), arguments[3]);
    if (count == 4 && !strcmp(what, "people")) return people(strtoull(arguments[2], NULL, 10), arguments[3]);
    fprintf(stderr, "loopback serve PORT USERS | drain PORT | ping PORT COUNT CONNECTIONS | dump USERS FILE | people USERS FILE\n");
    return 64;
}
