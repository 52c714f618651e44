// SPDX-License-Identifier: MIT
#include "providers.h"

#include <vector>

namespace procscope {

namespace {

// Missing in MinGW's headers. Source: evntprov.h, evntcons.h of the Windows SDK.
constexpr ULONG FILTER_EVENT_ID = 0x80000200;
constexpr ULONG PROPERTY_SID = 1, PROPERTY_SESSION = 2, PROPERTY_STACK = 4;
constexpr ULONG CONTROL_ENABLE = 1, CONTROL_CAPTURE_STATE = 2;
constexpr UCHAR LEVEL_INFORMATION = 4;

constexpr GUID KERNEL_PROCESS = {0x22fb2cd6, 0x0e7b, 0x422b, {0xa0, 0xc7, 0x2f, 0xad, 0x1f, 0xd0, 0xe7, 0x16}};
constexpr GUID KERNEL_FILE = {0xedd08927, 0x9cc4, 0x4e65, {0xb9, 0x70, 0xc2, 0x56, 0x0f, 0xb5, 0xc2, 0x89}};
constexpr GUID KERNEL_REGISTRY = {0x70eb4f03, 0xc1de, 0x4f73, {0xa0, 0x51, 0x33, 0xd1, 0x3d, 0x54, 0x13, 0xbd}};
constexpr GUID WIN32K = {0x8c416c79, 0xd49b, 0x4f01, {0xa4, 0x67, 0xe5, 0x6d, 0x3a, 0xa8, 0x23, 0x4c}};
constexpr GUID DNS_CLIENT = {0x1c95126e, 0x7eea, 0x49a9, {0xa3, 0xfe, 0xa3, 0x78, 0xb0, 0x3d, 0xdb, 0x4d}};
constexpr GUID AUDIT_CALLS = {0xe02a841c, 0x75a3, 0x4fa7, {0xaf, 0xc8, 0xae, 0x09, 0xcf, 0x9b, 0x7f, 0x23}};

// Layout of EVENT_FILTER_EVENT_ID.
struct EventIdFilter {
  BOOLEAN isIncluding;
  UCHAR reserved;
  USHORT count;
  USHORT ids[8];
};

struct Wanted {
  const char *name;
  const GUID &guid;
  ULONGLONG keywords;
  std::vector<USHORT> ids;  // only these; all when empty
  bool stacks;
  bool isOptional;  // not asked for where nobody wants what is written to the registry
};

const std::vector<Wanted> &wanted() {
  static const std::vector<Wanted> list = {
      // Full paths of images, elevation, integrity: what the classic events lack.
      {"Kernel-Process", KERNEL_PROCESS, 0x10, {}, false, false},
      // Hooks, raw input and polled keys. Keyword: AuditApiCalls.
      {"Win32k", WIN32K, 0x400, {}, true, false},
      {"DNS-Client", DNS_CLIENT, 0, {3008}, false, false},
      {"Kernel-Audit-API-Calls", AUDIT_CALLS, 0, {}, true, false},
      // Security and extended attributes, which the classic events lack.
      {"Kernel-File", KERNEL_FILE, 0x20, {31, 32, 33, 34}, false, false},
      // Creations with their disposition, and written values.
      {"Kernel-Registry", KERNEL_REGISTRY, 0x1300, {}, false, true},
  };
  return list;
}

uint32_t enable(const TraceSession &session, const Wanted &provider, bool stacks, bool withFilter, bool withData) {
  EventIdFilter ids = {};
  ids.isIncluding = TRUE;
  for (const USHORT id : provider.ids) ids.ids[ids.count++] = id;
  ULONG wholeData = 2;
  EVENT_FILTER_DESCRIPTOR filter = {};
  if (withData) {
    // Asks for the data of written values; of a public tool, not documented.
    filter.Ptr = reinterpret_cast<uintptr_t>(&wholeData);
    filter.Size = sizeof(wholeData);
  } else {
    filter.Ptr = reinterpret_cast<uintptr_t>(&ids);
    filter.Size = static_cast<ULONG>(sizeof(ids) - sizeof(ids.ids) + ids.count * sizeof(USHORT));
    filter.Type = FILTER_EVENT_ID;
  }
  ENABLE_TRACE_PARAMETERS parameters = {};
  // Windows 7 and 8 take the older form alone, and a filter without its count.
  parameters.Version =
      windowsVersion().isAtLeast(6, 3) ? ENABLE_TRACE_PARAMETERS_VERSION_2 : ENABLE_TRACE_PARAMETERS_VERSION;
  parameters.EnableProperty = PROPERTY_SID | PROPERTY_SESSION | (stacks && provider.stacks ? PROPERTY_STACK : 0);
  if (withFilter || withData) {
    parameters.EnableFilterDesc = &filter;
    parameters.FilterDescCount = 1;
  }
  return EnableTraceEx2(session.handle(), &provider.guid, CONTROL_ENABLE, LEVEL_INFORMATION, provider.keywords, 0, 0,
                        &parameters);
}

}  // namespace

const std::vector<NamedProvider> &wantedProviders() {
  static const std::vector<NamedProvider> list = [] {
    std::vector<NamedProvider> made;
    for (const Wanted &provider : wanted()) {
      made.push_back({provider.name, {}});
      memcpy(&made.back().guid, &provider.guid, sizeof(made.back().guid));
    }
    return made;
  }();
  return list;
}

void enableProviders(const TraceSession &session, const ProviderOptions &options,
                     const std::function<void(const std::string &)> &log) {
  const bool hasIdFilter = windowsVersion().isAtLeast(6, 3);
  for (const Wanted &provider : wanted()) {
    const std::string name = provider.name;
    if (provider.isOptional && !options.registryData) continue;
    const bool needsFilter = !provider.ids.empty();
    if (needsFilter && !hasIdFilter) {
      // Without the filter it would tell every operation on files a second time.
      log(name + ": not asked, because this version of Windows cannot choose events by number");
      continue;
    }
    uint32_t error = enable(session, provider, options.stacks, needsFilter, provider.isOptional);
    if (error != ERROR_SUCCESS && provider.isOptional) {
      log(name + ": the request for data was refused (" + std::to_string(error) + "); asked without it");
      error = enable(session, provider, options.stacks, false, false);
    }
    log(name + (error == ERROR_SUCCESS ? ": enabled" : ": refused (" + std::to_string(error) + ")"));
  }
  const uint32_t error =
      EnableTraceEx2(session.handle(), &KERNEL_PROCESS, CONTROL_CAPTURE_STATE, LEVEL_INFORMATION, 0x10, 0, 0, nullptr);
  if (error != ERROR_SUCCESS) log("Kernel-Process: the request for what runs was refused (" + std::to_string(error) + ")");
}

}  // namespace procscope
