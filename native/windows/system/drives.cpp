// SPDX-License-Identifier: MIT
#include "drives.h"

#include "json.h"
#include "machine.h"
#include "windows.h"

namespace procscope {

namespace {

std::string quoted(const std::u16string &text) {
  return jsonText(toUtf8(reinterpret_cast<const wchar_t *>(text.c_str())));
}

}  // namespace

std::string drivesJson() {
  JsonList list;
  for (const Drive &drive : readDrives()) list.add(JsonList().add(quoted(drive.kernel)).add(quoted(drive.user)).made());
  return list.made();
}

}  // namespace procscope
