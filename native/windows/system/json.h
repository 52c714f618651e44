// SPDX-License-Identifier: MIT
// What the helper answers where it sends no frames: one line of JSON.
#pragma once
#include <cstdint>
#include <string>

namespace procscope {

// `text` in UTF-8, with quotation marks.
std::string jsonText(const std::string &text);

// An object whose members are added one by one.
class JsonObject {
 public:
  // `json` is a value as it is written.
  JsonObject &add(const char *name, const std::string &json);
  JsonObject &text(const char *name, const std::string &utf8) { return add(name, jsonText(utf8)); }
  JsonObject &number(const char *name, uint64_t value) { return add(name, std::to_string(value)); }
  // Numbers beyond 2^53, which readers of JSON may round.
  JsonObject &digits(const char *name, uint64_t value) { return text(name, std::to_string(value)); }
  JsonObject &flag(const char *name, bool value) { return add(name, value ? "true" : "false"); }
  std::string made() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

class JsonList {
 public:
  JsonList &add(const std::string &json);
  std::string made() const { return "[" + items_ + "]"; }

 private:
  std::string items_;
};

}  // namespace procscope
