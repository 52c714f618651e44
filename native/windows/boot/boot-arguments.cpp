// SPDX-License-Identifier: MIT
#include "boot-arguments.h"

namespace procscope {

namespace {

// A process id in decimal digits.
bool readPid(const std::u16string &text, uint32_t &pid) {
  if (text.empty() || text.size() > 10) return false;
  uint64_t value = 0;
  for (const char16_t unit : text) {
    if (unit < u'0' || unit > u'9') return false;
    value = value * 10 + (unit - u'0');
  }
  pid = static_cast<uint32_t>(value);
  return value > 0 && value <= 0xfffffffc;
}

bool takesLog(const std::u16string &command) { return command == u"send" || command == u"discard"; }

bool isCommand(const std::u16string &text) {
  return takesLog(text) || text == u"status" || text == u"enable" || text == u"disable" || text == u"service";
}

}  // namespace

BootArguments parseBootArguments(const std::vector<std::u16string> &given) {
  BootArguments found;
  const auto fail = [&found](const char *sentence) {
    found.wrong = sentence;
    return found;
  };
  constexpr const char *USAGE = "boot takes one of: status, enable, disable, send ID, discard ID.";
  if (given.empty() || !isCommand(given[0])) return fail(USAGE);
  found.command = given[0];
  size_t at = 1;
  if (takesLog(found.command)) {
    if (given.size() < 2) return fail(USAGE);
    found.log = given[at++];
    // It becomes part of a path and of another command line.
    for (const char16_t unit : found.log)
      if (!((unit >= u'0' && unit <= u'9') || unit == u'T' || unit == u'Z')) return fail("That is not the ID of a boot log.");
  }
  for (; at < given.size(); at++) {
    const bool isLast = at + 1 == given.size();
    if (given[at] == u"--as-user") found.asUser = true;
    else if (given[at] == u"--pipe" && !isLast) found.pipe = given[++at];
    else if (given[at] == u"--user" && !isLast) found.user = given[++at];
    else if (given[at] == u"--client" && !isLast && readPid(given[at + 1], found.client)) at++;
    else return fail(USAGE);
  }
  const bool isServed = !found.pipe.empty();
  if (isServed != !found.user.empty() || isServed != (found.client != 0))
    return fail("--pipe, --user and --client are for the helper's own use and come together.");
  return found;
}

std::u16string bootServeCommand(const BootArguments &arguments, const std::u16string &pipe, const std::u16string &user,
                                uint32_t client) {
  std::u16string line = u"boot " + arguments.command;
  if (!arguments.log.empty()) line += u" " + arguments.log;
  const std::string pid = std::to_string(client);
  return line + u" --pipe " + pipe + u" --user " + user + u" --client " + std::u16string(pid.begin(), pid.end());
}

}  // namespace procscope
