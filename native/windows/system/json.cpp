// SPDX-License-Identifier: MIT
#include "json.h"

#include <cstdio>

namespace procscope {

std::string jsonText(const std::string &text) {
  std::string made = "\"";
  for (const char unit : text) {
    const unsigned char byte = static_cast<unsigned char>(unit);
    if (unit == '"' || unit == '\\') {
      made += '\\';
      made += unit;
    } else if (byte < 0x20 || byte == 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\u%04x", byte);
      made += escaped;
    } else {
      made += unit;
    }
  }
  return made + "\"";
}

JsonObject &JsonObject::add(const char *name, const std::string &json) {
  if (!members_.empty()) members_ += ',';
  members_ += jsonText(name) + ":" + json;
  return *this;
}

JsonList &JsonList::add(const std::string &json) {
  if (!items_.empty()) items_ += ',';
  items_ += json;
  return *this;
}

}  // namespace procscope
