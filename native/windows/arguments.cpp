// SPDX-License-Identifier: MIT
#include "arguments.h"

namespace procscope {

const char HELP_TEXT[] =
    "Usage: procscope-helper [options]\n"
    "       procscope-helper elevate [--as-user] [options]\n"
    "       procscope-helper boot status | enable | disable | send ID | discard ID\n"
    "       procscope-helper drives\n"
    "\n"
    "Records what processes do, by event tracing for Windows, and writes it to standard output, for Procscope to\n"
    "read. Commands come on standard input; both speak the protocol in native/protocol. It ends when either is closed.\n"
    "\n"
    "  --start             record at once, without waiting for the command to\n"
    "  --stacks            with call stacks, when it starts at once\n"
    "  --exclude-tree PID  leave out this process and its descendants (as often as needed)\n"
    "  --buffer-mib N      buffers of the kernel's session, 8 to 1024 (64)\n"
    "  --queue-mib N       memory for records that wait to be sent, a power of two from 1 to 1024 (64)\n"
    "  --no-registry-data  without what is written to the registry, which Windows' provider for it tells\n"
    "  --fast-flush        have Windows hand over records ten times a second, where it can\n"
    "  --keys-by-handles   ask open keys for their names by the handles to them, whatever Windows tells\n"
    "  --replay FILE       send the records of an .etl file instead of this machine's\n"
    "  --may-capture       end with 0 when this process has the rights to record, else with 1\n"
    "  --version           print which product and version this is\n"
    "  --help              print this\n"
    "\n"
    "elevate asks for administrator rights for the helper alone, and connects it by pipes that only this user may\n"
    "open. --as-user does the same without asking, with the rights that are there.\n"
    "\n"
    "boot has Windows record its next start, once: enable and disable switch it, status says how it is, send writes a\n"
    "log that was recorded to standard output and discard deletes it. All but status ask for administrator rights.\n"
    "\n"
    "drives prints what the kernel's names of volumes are to users, and needs no rights.\n";

namespace {

std::string toAscii(const std::u16string &text) {
  std::string ascii;
  for (const char16_t unit : text) ascii += unit >= 0x20 && unit < 0x7f ? static_cast<char>(unit) : '?';
  return ascii;
}

std::u16string toWide16(const std::string &ascii) { return std::u16string(ascii.begin(), ascii.end()); }

// A number in decimal digits that fits; false for everything else.
bool readNumber(const std::u16string &text, uint32_t least, uint32_t most, uint32_t &number) {
  if (text.empty() || text.size() > 10) return false;
  uint64_t value = 0;
  for (const char16_t unit : text) {
    if (unit < u'0' || unit > u'9') return false;
    value = value * 10 + (unit - u'0');
  }
  if (value < least || value > most) return false;
  number = static_cast<uint32_t>(value);
  return true;
}

constexpr uint32_t LAST_PID = 0xfffffffc;
constexpr size_t MOST_EXCLUDED = 16;

}  // namespace

Arguments parseArguments(const std::vector<std::u16string> &given) {
  Arguments found;
  size_t at = 0;
  if (!given.empty() && given[0] == u"elevate") {
    found.mode = Mode::ELEVATE;
    at = 1;
  } else if (!given.empty() && given[0] == u"serve") {
    found.mode = Mode::SERVE;
    at = 1;
  }
  const auto fail = [&found](const std::string &sentence) {
    found.wrong = sentence;
    return found;
  };
  if (!given.empty() && given[0] == u"drives") {
    found.mode = Mode::DRIVES;
    return given.size() == 1 ? found : fail("drives takes no options.");
  }
  for (; at < given.size(); at++) {
    const std::u16string &option = given[at];
    const bool isLast = at + 1 == given.size();
    const std::u16string value = isLast ? std::u16string() : given[at + 1];
    if (option == u"--help") {
      found.mode = Mode::HELP;
      return found;
    }
    if (option == u"--may-capture") {
      found.mode = Mode::MAY_CAPTURE;
      return found;
    }
    if (option == u"--version") {
      found.mode = Mode::VERSION;
      return found;
    }
    if (option == u"--start") found.startsAtOnce = true;
    else if (option == u"--stacks") found.stacks = true;
    else if (option == u"--no-registry-data") found.registryData = false;
    else if (option == u"--fast-flush") found.millisecondFlush = true;
    else if (option == u"--keys-by-handles") found.keysByHandles = true;
    else if (option == u"--as-user" && found.mode == Mode::ELEVATE) found.asUser = true;
    else if (option == u"--exclude-tree") {
      uint32_t pid = 0;
      if (!readNumber(value, 1, LAST_PID, pid)) return fail("--exclude-tree takes a process id.");
      if (found.excludedTrees.size() == MOST_EXCLUDED) return fail("--exclude-tree can be given at most 16 times.");
      found.excludedTrees.push_back(pid);
      at++;
    } else if (option == u"--buffer-mib") {
      if (!readNumber(value, 8, 1024, found.bufferMegabytes)) return fail("--buffer-mib takes a number from 8 to 1024.");
      at++;
    } else if (option == u"--queue-mib") {
      if (!readNumber(value, 1, 1024, found.queueMegabytes) || (found.queueMegabytes & (found.queueMegabytes - 1)) != 0)
        return fail("--queue-mib takes a power of two from 1 to 1024.");
      at++;
    } else if (option == u"--replay") {
      if (value.empty()) return fail("--replay takes the path of an .etl file.");
      found.replay = value;
      at++;
    } else if (option == u"--pipe" && found.mode == Mode::SERVE) {
      found.pipe = value;
      at++;
    } else if (option == u"--user" && found.mode == Mode::SERVE) {
      found.user = value;
      at++;
    } else if (option == u"--client" && found.mode == Mode::SERVE) {
      if (!readNumber(value, 1, LAST_PID, found.client)) return fail("--client takes a process id.");
      at++;
    } else if (option.compare(0, 2, u"--") == 0) {
      return fail("The capture helper knows no option " + toAscii(option) + ". Try procscope-helper --help.");
    } else {
      return fail("The capture helper takes no arguments but options. Try procscope-helper --help.");
    }
  }
  if (found.mode == Mode::ELEVATE && !found.asUser && !found.replay.empty())
    return fail("A recorded trace needs no administrator rights: give --replay without elevate, or with --as-user.");
  if (found.mode == Mode::SERVE && (found.pipe.empty() || found.user.empty() || found.client == 0))
    return fail("serve is for the helper's own use: it takes --pipe, --user and --client.");
  return found;
}

std::u16string serveCommand(const Arguments &arguments, const std::u16string &pipe, const std::u16string &user,
                            uint32_t client) {
  std::u16string line = u"serve --pipe " + pipe + u" --user " + user + u" --client " + toWide16(std::to_string(client));
  if (arguments.startsAtOnce) line += u" --start";
  if (arguments.stacks) line += u" --stacks";
  if (!arguments.registryData) line += u" --no-registry-data";
  if (arguments.millisecondFlush) line += u" --fast-flush";
  if (arguments.keysByHandles) line += u" --keys-by-handles";
  line += u" --buffer-mib " + toWide16(std::to_string(arguments.bufferMegabytes));
  line += u" --queue-mib " + toWide16(std::to_string(arguments.queueMegabytes));
  for (const uint32_t pid : arguments.excludedTrees) line += u" --exclude-tree " + toWide16(std::to_string(pid));
  // A path can hold no quotation mark, and one that ends with a backslash is no file.
  if (!arguments.replay.empty()) line += u" --replay \"" + arguments.replay + u"\"";
  return line;
}

}  // namespace procscope
