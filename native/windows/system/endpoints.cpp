// SPDX-License-Identifier: MIT
#include "endpoints.h"
// After windows.h.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <iphlpapi.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "machine.h"

namespace procscope {

namespace {

constexpr uint8_t TCP = 6, UDP = 17;
// Of one table. A name server of Windows binds 2,500 for UDP.
constexpr DWORD MOST_ENTRIES = 16384;
// While it is asked for its size a table may grow.
constexpr int MOST_TRIES = 4;

bool isBefore(const psw_endpoint &a, const psw_endpoint &b) { return memcmp(&a, &b, sizeof(a)) < 0; }
bool isSame(const psw_endpoint &a, const psw_endpoint &b) { return memcmp(&a, &b, sizeof(a)) == 0; }

// Windows has a port in the lower half of a number, with the bytes as on the wire.
psw_endpoint endpointOf(uint8_t protocol, uint8_t family, DWORD pid, DWORD port, const void *address) {
  psw_endpoint endpoint = {};
  endpoint.pid = pid;
  endpoint.port = static_cast<uint16_t>((port & 0xff) << 8 | (port >> 8 & 0xff));
  endpoint.protocol = protocol;
  endpoint.family = family;
  memcpy(endpoint.address, address, family == 4 ? 4 : 16);
  endpoint.state = PSW_ENDPOINT_OPEN;
  return endpoint;
}

const void *addressOf(const MIB_TCPROW_OWNER_PID &row) { return &row.dwLocalAddr; }
const void *addressOf(const MIB_UDPROW_OWNER_PID &row) { return &row.dwLocalAddr; }
const void *addressOf(const MIB_TCP6ROW_OWNER_PID &row) { return row.ucLocalAddr; }
const void *addressOf(const MIB_UDP6ROW_OWNER_PID &row) { return row.ucLocalAddr; }

// Returns whether there are no more than are wanted.
template <typename Table>
bool take(const std::vector<uint8_t> &bytes, uint8_t protocol, uint8_t family, std::vector<psw_endpoint> &found) {
  const Table &table = *reinterpret_cast<const Table *>(bytes.data());
  const size_t room = (bytes.size() - offsetof(Table, table)) / sizeof(table.table[0]);
  if (table.dwNumEntries > MOST_ENTRIES || table.dwNumEntries > room) return false;
  for (DWORD i = 0; i < table.dwNumEntries; i++) {
    const auto &row = table.table[i];
    found.push_back(endpointOf(protocol, family, row.dwOwningPid, row.dwLocalPort, addressOf(row)));
  }
  return true;
}

// Not linked with: what the program itself needs is looked for beside it first, where others may be able to write.
FARPROC systemNetwork(const char *name) {
  static const HMODULE library = [] {
    wchar_t folder[MAX_PATH];
    const UINT length = GetSystemDirectoryW(folder, MAX_PATH);
    if (length == 0 || length >= MAX_PATH) return HMODULE{nullptr};
    return LoadLibraryExW((std::wstring(folder) + L"\\iphlpapi.dll").c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
  }();
  return library == nullptr ? nullptr : GetProcAddress(library, name);
}

const char *nameOf(uint8_t protocol) { return protocol == TCP ? "GetExtendedTcpTable" : "GetExtendedUdpTable"; }

}  // namespace

EndpointWatch::EndpointWatch()
    : tables_{{TCP, 4, {}, false}, {TCP, 6, {}, false}, {UDP, 4, {}, false}, {UDP, 6, {}, false}},
      buffer_(sizeof(MIB_TCP6TABLE_OWNER_PID)),
      tcp_(systemNetwork(nameOf(TCP))),
      udp_(systemNetwork(nameOf(UDP))) {}

void EndpointWatch::forget() {
  for (Table &table : tables_) table.known.clear();
  last_ = looks_ = took_ = longest_ = 0;
}

DWORD EndpointWatch::ask(const Table &table) {
  // The two differ in the kind of table that they take, a number in both.
  using GetTable = DWORD(WINAPI *)(void *, DWORD *, BOOL, ULONG, int, ULONG);
  const bool isTcp = table.protocol == TCP;
  const FARPROC function = isTcp ? tcp_ : udp_;
  if (function == nullptr) return ERROR_PROC_NOT_FOUND;
  const GetTable get = reinterpret_cast<GetTable>(reinterpret_cast<void *>(function));
  const int kind = isTcp ? static_cast<int>(TCP_TABLE_OWNER_PID_LISTENER) : static_cast<int>(UDP_TABLE_OWNER_PID);
  DWORD error = ERROR_INSUFFICIENT_BUFFER;
  for (int i = 0; i < MOST_TRIES && error == ERROR_INSUFFICIENT_BUFFER; i++) {
    DWORD size = static_cast<DWORD>(buffer_.size());
    error = get(buffer_.data(), &size, FALSE, table.family == 4 ? AF_INET : AF_INET6, kind, 0);
    if (error != ERROR_INSUFFICIENT_BUFFER) break;
    // With room for those that come meanwhile.
    if (size > MOST_ENTRIES * sizeof(MIB_TCP6ROW_OWNER_PID)) return ERROR_NOT_ENOUGH_MEMORY;
    buffer_.resize(size + size / 4 + 256);
  }
  return error;
}

DWORD EndpointWatch::read(const Table &table, std::vector<psw_endpoint> &found) {
  found.clear();
  const DWORD error = ask(table);
  if (error != ERROR_SUCCESS) return error;
  const bool isIpv4 = table.family == 4;
  const bool isWhole =
      table.protocol == TCP ? (isIpv4 ? take<MIB_TCPTABLE_OWNER_PID>(buffer_, TCP, 4, found)
                                      : take<MIB_TCP6TABLE_OWNER_PID>(buffer_, TCP, 6, found))
                            : (isIpv4 ? take<MIB_UDPTABLE_OWNER_PID>(buffer_, UDP, 4, found)
                                      : take<MIB_UDP6TABLE_OWNER_PID>(buffer_, UDP, 6, found));
  if (!isWhole) return ERROR_NOT_ENOUGH_MEMORY;
  std::sort(found.begin(), found.end(), isBefore);
  // Several sockets of a process may share a port; interfaces of IPv6 addresses are not told apart.
  found.erase(std::unique(found.begin(), found.end(), isSame), found.end());
  return ERROR_SUCCESS;
}

void EndpointWatch::compare(std::vector<psw_endpoint> &changes, const LogText &log) {
  for (Table &table : tables_) {
    const DWORD error = read(table, found_);
    if (error != ERROR_SUCCESS) {
      if (!table.hasFailed)
        log(std::string("Ports are not looked up for IPv") + (table.family == 4 ? "4: " : "6: ") + nameOf(table.protocol) +
            " failed: " + std::to_string(error));
      table.hasFailed = true;
      continue;
    }
    table.hasFailed = false;
    const size_t gone = changes.size();
    std::set_difference(table.known.begin(), table.known.end(), found_.begin(), found_.end(),
                        std::back_inserter(changes), isBefore);
    for (size_t i = gone; i < changes.size(); i++) changes[i].state = PSW_ENDPOINT_GONE;
    std::set_difference(found_.begin(), found_.end(), table.known.begin(), table.known.end(),
                        std::back_inserter(changes), isBefore);
    table.known.swap(found_);
  }
}

void EndpointWatch::look(uint64_t time, Frames &out, const LogText &log) {
  std::vector<psw_endpoint> changes;
  const uint64_t begin = performanceCounter();
  compare(changes, log);
  const uint64_t took = performanceCounter() - begin;
  looks_++;
  took_ += took;
  longest_ = std::max(longest_, took);
  psw_endpoints head = {};
  head.time = time;
  head.since = last_;
  head.flags = last_ == 0 ? static_cast<uint32_t>(PSW_ENDPOINTS_WHOLE) : 0;
  if (last_ == 0 || !changes.empty()) sendEndpoints(out, head, changes);
  last_ = time;
}

std::string EndpointWatch::cost() const {
  const auto microseconds = [](uint64_t ticks) { return std::to_string(ticks * 1000000 / performanceFrequency()); };
  return "Ports were looked up " + std::to_string(looks_) + " times, in " +
         microseconds(looks_ == 0 ? 0 : took_ / looks_) + " us each, at most in " + microseconds(longest_);
}

}  // namespace procscope
