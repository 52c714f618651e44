// SPDX-License-Identifier: MIT
// Ports that are listened at or bound, as the system says them. Without arguments: tests of the watch. With `session`: a session
// of the protocol whose source has no records, while a thread of this process listens now and then.
#include "../system/windows.h"
// After windows.h.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>

#include "../session/session.h"
#include "../system/endpoints.h"
#include "../system/machine.h"
#include "check.h"

using namespace procscope;

int failures;

namespace {

// A socket at a port that the system chose, on the address of this machine alone.
struct Bound {
  explicit Bound(int family, int type) : socket_(socket(family, type, 0)) {
    sockaddr_in6 address = {};
    address.sin6_family = static_cast<ADDRESS_FAMILY>(family);
    int length = sizeof(address);
    if (family == AF_INET) {
      length = sizeof(sockaddr_in);
      reinterpret_cast<sockaddr_in &>(address).sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    } else {
      address.sin6_addr.s6_addr[15] = 1;
    }
    isOpen_ = socket_ != INVALID_SOCKET && bind(socket_, reinterpret_cast<sockaddr *>(&address), length) == 0 &&
              (type != SOCK_STREAM || listen(socket_, 1) == 0) &&
              getsockname(socket_, reinterpret_cast<sockaddr *>(&address), &length) == 0;
    // In both families at the same place.
    port_ = ntohs(address.sin6_port);
  }
  ~Bound() { close(); }
  Bound(const Bound &) = delete;
  Bound &operator=(const Bound &) = delete;

  void close() {
    if (socket_ != INVALID_SOCKET) closesocket(socket_);
    socket_ = INVALID_SOCKET;
  }

  SOCKET socket_;
  bool isOpen_ = false;
  uint16_t port_ = 0;
};

// Wine does not know whose sockets are.
bool isOwn(uint32_t pid) { return pid == (isWine() ? 0 : GetCurrentProcessId()); }

struct Look {
  psw_endpoints head = {};
  std::vector<psw_endpoint> all;

  bool has(const Bound &bound, uint8_t protocol, uint8_t family, psw_endpoint_state state) const {
    return std::any_of(all.begin(), all.end(), [&](const psw_endpoint &each) {
      const uint8_t first = family == 4 ? 127 : 0;
      const uint8_t last = family == 4 ? each.address[3] : each.address[15];
      return each.port == bound.port_ && each.protocol == protocol && each.family == family && each.state == state &&
             isOwn(each.pid) && each.address[0] == first && last == 1;
    });
  }
};

// What a look sends, of any number of frames; `count` says how many.
Look lookAt(EndpointWatch &watch, uint64_t time, int &count) {
  Frames frames;
  watch.look(time, frames, [](const std::string &text) { std::printf("%s\n", text.c_str()); });
  Look look;
  count = 0;
  const std::vector<uint8_t> &bytes = frames.bytes();
  for (size_t at = 0; at < bytes.size(); count++) {
    psw_frame_header head;
    memcpy(&head, bytes.data() + at, sizeof(head));
    at += sizeof(head);
    CHECK(head.kind == PSW_ENDPOINTS && head.length >= sizeof(look.head));
    memcpy(&look.head, bytes.data() + at, sizeof(look.head));
    CHECK(head.length == sizeof(look.head) + look.head.count * sizeof(psw_endpoint));
    for (uint32_t i = 0; i < look.head.count; i++) {
      psw_endpoint endpoint;
      memcpy(&endpoint, bytes.data() + at + sizeof(look.head) + i * sizeof(endpoint), sizeof(endpoint));
      look.all.push_back(endpoint);
    }
    at += head.length;
  }
  return look;
}

void comeAndGo() {
  Bound tcp(AF_INET, SOCK_STREAM), udp(AF_INET, SOCK_DGRAM);
  CHECK(tcp.isOpen_ && udp.isOpen_);
  EndpointWatch watch;
  int frames = 0;
  Look look = lookAt(watch, 1000, frames);
  CHECK(frames == 1 && look.head.time == 1000 && look.head.since == 0 && look.head.flags == PSW_ENDPOINTS_WHOLE);
  CHECK(look.has(tcp, 6, 4, PSW_ENDPOINT_OPEN) && look.has(udp, 17, 4, PSW_ENDPOINT_OPEN));
  for (const psw_endpoint &each : look.all) CHECK(each.port != 0 && each.state == PSW_ENDPOINT_OPEN);

  // What stays is told once. Others of this machine may come and go meanwhile.
  look = lookAt(watch, 2000, frames);
  CHECK(frames == 0 || (look.head.since == 1000 && look.head.flags == 0));
  CHECK(!look.has(tcp, 6, 4, PSW_ENDPOINT_OPEN) && !look.has(tcp, 6, 4, PSW_ENDPOINT_GONE));

  tcp.close();
  udp.close();
  Bound later(AF_INET, SOCK_STREAM), sixth(AF_INET6, SOCK_STREAM), sixthUdp(AF_INET6, SOCK_DGRAM);
  look = lookAt(watch, 3000, frames);
  CHECK(frames == 1 && look.head.since == 2000 && look.head.time == 3000 && look.head.flags == 0);
  CHECK(look.has(tcp, 6, 4, PSW_ENDPOINT_GONE) && look.has(udp, 17, 4, PSW_ENDPOINT_GONE));
  CHECK(look.has(later, 6, 4, PSW_ENDPOINT_OPEN));
  // Machines without IPv6 are rare, but there are some.
  CHECK(!sixth.isOpen_ || look.has(sixth, 6, 6, PSW_ENDPOINT_OPEN));
  CHECK(!sixthUdp.isOpen_ || look.has(sixthUdp, 17, 6, PSW_ENDPOINT_OPEN));

  CHECK(watch.cost().find("Ports were looked up 3 times, in ") == 0);

  // Another capture is told all.
  watch.forget();
  look = lookAt(watch, 4000, frames);
  CHECK(frames == 1 && look.head.since == 0 && look.head.flags == PSW_ENDPOINTS_WHOLE);
  CHECK(look.has(later, 6, 4, PSW_ENDPOINT_OPEN) && !look.has(tcp, 6, 4, PSW_ENDPOINT_GONE));
}

void inSeveralFrames() {
  Frames frames;
  psw_endpoints head = {};
  head.flags = PSW_ENDPOINTS_WHOLE;
  std::vector<psw_endpoint> all(40000, psw_endpoint{});
  sendEndpoints(frames, head, all);
  const std::vector<uint8_t> &bytes = frames.bytes();
  uint32_t flags[3] = {}, count = 0, frame = 0;
  for (size_t at = 0; at < bytes.size() && frame < 3; frame++) {
    psw_frame_header header;
    memcpy(&header, bytes.data() + at, sizeof(header));
    memcpy(&head, bytes.data() + at + sizeof(header), sizeof(head));
    flags[frame] = head.flags;
    count += head.count;
    at += sizeof(header) + header.length;
  }
  CHECK(frame == 3 && count == 40000);
  CHECK(flags[0] == 3 && flags[1] == 3 && flags[2] == PSW_ENDPOINTS_WHOLE);
}

// A machine without records.
class Silent : public Source {
 public:
  Failure open() override { return {}; }
  uint64_t ticksPerSecond() const override { return performanceFrequency(); }
  uint64_t now() const override { return performanceCounter(); }
  uint64_t queueBytes() const override { return 0; }
  Facts facts() const override { return {{"source", "etw"}, {"kernel", "10.0.19045"}}; }
  Failure start(uint32_t, bool, Report &report) override {
    const psw_clock clock = readClock(PSW_CLOCK_START);
    psw_raw_session session = {};
    session.source = PSW_RAW_ETW;
    session.pointer_size = 8;
    session.clock_type = 1;
    session.timer_resolution = 156250;
    session.frequency = performanceFrequency();
    session.start_raw = clock.time;
    session.start_time = static_cast<uint64_t>(clock.unix_nanoseconds / 100 + 116444736000000000);
    session.major = 10;
    session.processors = 1;
    report.session(session, u"Silent");
    return {};
  }
  bool settle(Report &) override { return true; }
  void setClasses(uint32_t, Report &) override {}
  size_t read(size_t, const std::function<void(const QueuedRecord &)> &) override { return 0; }
  void stop(Report &) override {}
  void check(Report &) override {}
  bool sawLoss() const override { return false; }
  bool hasEnded(Failure &) override { return false; }
  uint64_t takeHighWater() override { return 0; }
};

// One port from before the capture to its end; another that comes and goes, each for longer than between two looks.
void listen(void *) {
  for (;;) {
    Sleep(700);
    const Bound port(AF_INET, SOCK_STREAM);
    Sleep(700);
  }
}

int session() {
  const Bound before(AF_INET, SOCK_DGRAM);
  const Handle thread = startThread(listen, nullptr);
  const Handle wake(CreateEventW(nullptr, FALSE, FALSE, nullptr)), ending(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  SessionOptions options;
  options.input = GetStdHandle(STD_INPUT_HANDLE);
  options.output = GetStdHandle(STD_OUTPUT_HANDLE);
  Silent source;
  Session *session = new Session(source, options, wake.get(), ending.get());
  return session->run();
}

}  // namespace

int main(int argc, char **) {
  WSADATA data;
  CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  if (argc > 1) ExitProcess(static_cast<UINT>(session()));
  comeAndGo();
  inSeveralFrames();
  std::printf("%d failures\n", failures);
  std::fflush(stdout);
  ExitProcess(failures == 0 ? 0 : 1);
}
