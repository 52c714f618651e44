// SPDX-License-Identifier: MIT
#include "messages.h"

#include <algorithm>
#include <cstring>

namespace procscope {

namespace {

constexpr size_t FRAME_BYTES = 512 * 1024;
// Texts of processes may be as long as Windows allows, 32,767 characters; longer ones cannot be.
constexpr size_t TEXT_BYTES = 65534;

uint16_t textBytes(const std::u16string &text) {
  return static_cast<uint16_t>(std::min(text.size() * sizeof(char16_t), TEXT_BYTES));
}

void addText(Frames &out, const std::u16string &text, size_t bytes) { out.add(text.data(), bytes); }

}  // namespace

void sendHello(Frames &out, psw_hello hello, const Facts &facts) {
  hello.fact_count = static_cast<uint16_t>(facts.size());
  out.begin(PSW_HELLO);
  out.add(hello);
  out.addFacts(facts);
  out.end();
}

void sendState(Frames &out, psw_state_value state, uint32_t token, uint64_t time) {
  psw_state payload = {};
  payload.state = state;
  payload.token = token;
  payload.time = time;
  out.begin(PSW_STATE);
  out.add(payload);
  out.end();
}

void sendError(Frames &out, psw_error_code code, psw_severity severity, const std::string &sentence,
               const Facts &facts) {
  psw_error payload = {};
  payload.code = code;
  payload.severity = static_cast<uint8_t>(severity);
  payload.fact_count = static_cast<uint16_t>(facts.size());
  out.begin(PSW_ERROR);
  out.add(payload);
  out.addText(sentence);
  out.addFacts(facts);
  out.end();
}

void sendBye(Frames &out, psw_bye_reason reason, uint64_t events, uint64_t lost) {
  psw_bye payload = {};
  payload.reason = reason;
  payload.events = events;
  payload.lost = lost;
  out.begin(PSW_BYE);
  out.add(payload);
  out.end();
}

void sendLog(Frames &out, uint64_t time, const std::string &text) {
  psw_log payload = {};
  payload.time = time;
  out.begin(PSW_LOG);
  out.add(payload);
  out.addText(text);
  out.end();
}

void sendClock(Frames &out, const psw_clock &clock) {
  out.begin(PSW_CLOCK);
  out.add(clock);
  out.end();
}

void sendStatistics(Frames &out, uint64_t time, const std::vector<StatisticEntry> &entries) {
  psw_statistics head = {};
  head.time = time;
  head.count = static_cast<uint32_t>(entries.size());
  out.begin(PSW_STATISTICS);
  out.add(head);
  for (const StatisticEntry &entry : entries) {
    psw_statistic_entry stored = {};
    stored.id = entry.id;
    stored.value = entry.value;
    out.add(stored);
  }
  out.end();
}

void sendRawSession(Frames &out, psw_raw_session session, const std::u16string &name) {
  session.name_length = textBytes(name);
  out.begin(PSW_RAW_SESSION);
  out.add(session);
  addText(out, name, session.name_length);
  out.end();
}

void sendDrives(Frames &out, const std::vector<Drive> &drives) {
  psw_drives head = {};
  head.count = static_cast<uint32_t>(drives.size());
  out.begin(PSW_DRIVES);
  out.add(head);
  for (const Drive &drive : drives) {
    psw_drive entry = {};
    entry.kernel_length = textBytes(drive.kernel);
    entry.user_length = textBytes(drive.user);
    out.add(entry);
    addText(out, drive.kernel, entry.kernel_length);
    addText(out, drive.user, entry.user_length);
  }
  out.end();
}

void sendAccounts(Frames &out, const std::vector<Account> &accounts) {
  psw_accounts head = {};
  head.count = static_cast<uint32_t>(accounts.size());
  out.begin(PSW_ACCOUNTS);
  out.add(head);
  for (const Account &account : accounts) {
    psw_account entry = {};
    entry.sid_length = static_cast<uint16_t>(account.sid.size());
    entry.name_length = textBytes(account.name);
    out.add(entry);
    out.add(account.sid.data(), account.sid.size());
    addText(out, account.name, entry.name_length);
  }
  out.end();
}

void sendSystemProcesses(Frames &out, const std::vector<SystemProcess> &processes) {
  std::vector<uint8_t> entries;
  uint32_t count = 0;
  const auto send = [&] {
    psw_system_processes head = {};
    head.count = count;
    out.begin(PSW_SYSTEM_PROCESSES);
    out.add(head);
    out.add(entries.data(), entries.size());
    out.end();
    entries.clear();
    count = 0;
  };
  for (const SystemProcess &process : processes) {
    psw_system_process entry = process.facts;
    entry.sid_length = static_cast<uint16_t>(process.sid.size());
    entry.name_length = textBytes(process.name);
    entry.image_length = textBytes(process.image);
    entry.command_length = textBytes(process.command);
    const size_t plain = sizeof(entry) + entry.sid_length + entry.name_length + entry.image_length + entry.command_length;
    const size_t size = (plain + 7) & ~size_t{7};
    entry.size = static_cast<uint32_t>(size);
    if (count > 0 && entries.size() + size > FRAME_BYTES) send();
    const auto add = [&](const void *bytes, size_t length) {
      const uint8_t *from = static_cast<const uint8_t *>(bytes);
      entries.insert(entries.end(), from, from + length);
    };
    add(&entry, sizeof(entry));
    add(process.sid.data(), entry.sid_length);
    add(process.name.data(), entry.name_length);
    add(process.image.data(), entry.image_length);
    add(process.command.data(), entry.command_length);
    entries.resize(entries.size() + (size - plain));
    count++;
  }
  if (count > 0) send();
}

void sendEndpoints(Frames &out, psw_endpoints head, const std::vector<psw_endpoint> &endpoints) {
  constexpr size_t MOST = FRAME_BYTES / sizeof(psw_endpoint);
  const uint32_t whole = head.flags & PSW_ENDPOINTS_WHOLE;
  size_t at = 0;
  do {
    const size_t count = std::min(endpoints.size() - at, MOST);
    const bool hasMore = at + count < endpoints.size();
    head.count = static_cast<uint32_t>(count);
    head.flags = hasMore ? whole | PSW_ENDPOINTS_MORE : whole;
    out.begin(PSW_ENDPOINTS);
    out.add(head);
    out.add(endpoints.data() + at, count * sizeof(psw_endpoint));
    out.end();
    at += count;
  } while (at < endpoints.size());
}

void Losses::add(psw_loss_cause cause, uint64_t count, uint64_t from, uint64_t to) {
  if (count == 0) return;
  total_ += count;
  for (psw_loss &loss : waiting_) {
    if (loss.cause != static_cast<uint32_t>(cause)) continue;
    loss.count += count;
    if (to > loss.to) loss.to = to;
    if (from != 0 && (loss.from == 0 || from < loss.from)) loss.from = from;
    return;
  }
  psw_loss loss = {};
  loss.count = count;
  loss.from = from;
  loss.to = to;
  loss.cause = cause;
  loss.cpu = PSW_NO_CPU;
  waiting_.push_back(loss);
}

void Losses::flush(Frames &out) {
  if (waiting_.empty()) return;
  psw_losses head = {};
  head.count = static_cast<uint32_t>(waiting_.size());
  out.begin(PSW_LOSSES);
  out.add(head);
  out.add(waiting_.data(), waiting_.size() * sizeof(psw_loss));
  out.end();
  waiting_.clear();
}

}  // namespace procscope
