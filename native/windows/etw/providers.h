// SPDX-License-Identifier: MIT
// The providers with manifests that one ordinary session takes beside the kernel's own events, and what is asked of them.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "trace-session.h"

namespace procscope {

struct ProviderOptions {
  bool stacks;
  bool registryData;  // the registry's provider: what was written, and whether keys were created
};

struct NamedProvider {
  const char *name;
  Guid guid;
};
// All that may be asked for.
const std::vector<NamedProvider> &wantedProviders();

// Enables them in a session and has what runs already told. What a version of Windows lacks is left out and logged.
void enableProviders(const TraceSession &session, const ProviderOptions &options,
                     const std::function<void(const std::string &)> &log);

}  // namespace procscope
