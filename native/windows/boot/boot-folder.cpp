// SPDX-License-Identifier: MIT
#include "boot-folder.h"

#include <aclapi.h>
#include <sddl.h>
#include <shlobj.h>

#include <algorithm>
#include <cstdio>

#include "../system/rights.h"
#include "../system/transfer.h"

namespace procscope {

namespace {

constexpr wchar_t LOG_PREFIX[] = L"procscope-boot-", LOG_ENDING[] = L".etl", MARK_ENDING[] = L".ended";
constexpr size_t ID_LENGTH = 16;

// SYSTEM and administrators may do everything, here and below; users may look into the folder, and read no file in it.
constexpr wchar_t FOLDER_SECURITY[] = L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;;0x1200a9;;;BU)";
constexpr wchar_t MARK_SECURITY[] = L"O:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;BU)";

class Security {
 public:
  explicit Security(const wchar_t *sddl) {
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, &attributes_.lpSecurityDescriptor,
                                                              nullptr))
      error_ = GetLastError();
  }
  ~Security() { LocalFree(attributes_.lpSecurityDescriptor); }
  Security(const Security &) = delete;
  Security &operator=(const Security &) = delete;
  SECURITY_ATTRIBUTES *attributes() { return &attributes_; }
  PSECURITY_DESCRIPTOR descriptor() const { return attributes_.lpSecurityDescriptor; }
  // Without a descriptor Windows would give what the folder above has.
  BootFailure failure() const {
    if (descriptor() != nullptr) return {};
    return bootFailure("make an access list", "ConvertStringSecurityDescriptor", error_);
  }

 private:
  DWORD error_ = ERROR_SUCCESS;
  SECURITY_ATTRIBUTES attributes_ = {sizeof(SECURITY_ATTRIBUTES), nullptr, FALSE};
};

std::string shown(const std::wstring &path) { return "\"" + toUtf8(path.c_str()) + "\""; }

uint64_t timeOf(const FILETIME &time) { return static_cast<uint64_t>(time.dwHighDateTime) << 32 | time.dwLowDateTime; }

bool isAdministrators(PSID owner) {
  if (IsWellKnownSid(owner, WinLocalSystemSid) || IsWellKnownSid(owner, WinBuiltinAdministratorsSid)) return true;
  if (!isWine()) return false;
  // Wine knows one user, whom it takes for an administrator.
  PSID own = nullptr;
  if (!ConvertStringSidToSidW(userSid().c_str(), &own)) return false;
  const bool isOwn = EqualSid(owner, own);
  LocalFree(own);
  return isOwn;
}

BootFailure checkFolder(const std::wstring &path) {
  const Handle folder(CreateFileW(path.c_str(), READ_CONTROL | WRITE_DAC | FILE_READ_ATTRIBUTES,
                                  FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                                  FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
  if (!folder) return bootFailure("open the folder " + shown(path), "CreateFile", GetLastError());
  BY_HANDLE_FILE_INFORMATION facts = {};
  GetFileInformationByHandle(folder.get(), &facts);
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  const DWORD error =
      GetSecurityInfo(folder.get(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr, nullptr, &descriptor);
  if (error != ERROR_SUCCESS) return bootFailure("ask who owns the folder " + shown(path), "GetSecurityInfo", error);
  const bool isTrusted = isAdministrators(owner);
  LocalFree(descriptor);
  const bool isFolder = (facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 &&
                        (facts.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0;
  if (!isTrusted || !isFolder) {
    const char *what = isFolder ? " was not made by an administrator" : " is no ordinary folder";
    return bootFailure(BootError::FAILED, shown(path) + what +
                                              ", so somebody else could change what is written there. Delete or rename it as "
                                              "an administrator and try again.");
  }
  const Security security(FOLDER_SECURITY);
  if (security.failure()) return security.failure();
  if (SetKernelObjectSecurity(folder.get(), DACL_SECURITY_INFORMATION, security.descriptor())) return {};
  return bootFailure("protect the folder " + shown(path), "SetKernelObjectSecurity", GetLastError());
}

BootFailure makeFolder(const std::wstring &path) {
  Security security(FOLDER_SECURITY);
  if (security.failure()) return security.failure();
  if (CreateDirectoryW(path.c_str(), security.attributes())) return {};
  const DWORD error = GetLastError();
  if (error == ERROR_ALREADY_EXISTS) return checkFolder(path);
  return bootFailure("make the folder " + shown(path), "CreateDirectory", error);
}

BootFailure deleteFile(const std::wstring &path) {
  if (DeleteFileW(path.c_str())) return {};
  const DWORD error = GetLastError();
  if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND) return {};
  return bootFailure("delete " + shown(path), "DeleteFile", error);
}

std::wstring markPath(const BootPlaces &places, const std::wstring &id) {
  return places.folder + L"\\" + LOG_PREFIX + id + MARK_ENDING;
}

void readMark(const BootPlaces &places, BootLog &log) {
  const Handle file(CreateFileW(markPath(places, log.id).c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, 0,
                                nullptr));
  if (!file) return;
  char text[128] = "";
  readSome(file.get(), text, sizeof(text) - 1);
  unsigned long long ended = 0, events = 0, buffers = 0;
  if (std::sscanf(text, "%llu %llu %llu", &ended, &events, &buffers) != 3) return;
  log.hasEnded = true;
  log.ended = ended;
  log.eventsLost = events;
  log.buffersLost = buffers;
}

}  // namespace

BootFailure bootPlaces(BootPlaces &places) {
  wchar_t path[MAX_PATH];
  const HRESULT result = SHGetFolderPathW(nullptr, CSIDL_COMMON_APPDATA, nullptr, SHGFP_TYPE_CURRENT, path);
  if (FAILED(result))
    return bootFailure("find the folder of programs' data", "SHGetFolderPath", static_cast<uint32_t>(result) & 0xffff);
  places.product = std::wstring(path) + L"\\Procscope";
  places.folder = places.product + L"\\boot";
  places.program = places.folder + L"\\procscope-helper.exe";
  return {};
}

std::wstring newLogId() {
  SYSTEMTIME now;
  GetSystemTime(&now);
  wchar_t text[32];
  wsprintfW(text, L"%04u%02u%02uT%02u%02u%02uZ", now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond);
  return text;
}

bool isLogId(const std::wstring &text) {
  if (text.size() != ID_LENGTH || text[8] != L'T' || text[15] != L'Z') return false;
  for (size_t i = 0; i < text.size(); i++)
    if (i != 8 && i != 15 && (text[i] < L'0' || text[i] > L'9')) return false;
  return true;
}

std::wstring logPath(const BootPlaces &places, const std::wstring &id) {
  return places.folder + L"\\" + LOG_PREFIX + id + LOG_ENDING;
}

std::wstring idOfPath(const std::wstring &path) {
  const size_t slash = path.rfind(L'\\');
  const std::wstring name = slash == std::wstring::npos ? path : path.substr(slash + 1);
  const std::wstring prefix = LOG_PREFIX, ending = LOG_ENDING;
  if (name.size() != prefix.size() + ID_LENGTH + ending.size() || name.compare(0, prefix.size(), prefix) != 0 ||
      name.compare(prefix.size() + ID_LENGTH, ending.size(), ending) != 0)
    return {};
  const std::wstring id = name.substr(prefix.size(), ID_LENGTH);
  return isLogId(id) ? id : std::wstring();
}

std::vector<BootLog> listLogs(const BootPlaces &places) {
  std::vector<BootLog> logs;
  WIN32_FIND_DATAW found;
  const HANDLE search = FindFirstFileW((places.folder + L"\\" + LOG_PREFIX + L"*").c_str(), &found);
  if (search == INVALID_HANDLE_VALUE) return logs;
  do {
    BootLog log;
    log.id = idOfPath(found.cFileName);
    if (log.id.empty()) continue;
    log.path = logPath(places, log.id);
    // What a search says of a file that is being written is old.
    WIN32_FILE_ATTRIBUTE_DATA facts = {};
    if (!GetFileAttributesExW(log.path.c_str(), GetFileExInfoStandard, &facts)) continue;
    log.bytes = static_cast<uint64_t>(facts.nFileSizeHigh) << 32 | facts.nFileSizeLow;
    log.created = timeOf(facts.ftCreationTime);
    readMark(places, log);
    logs.push_back(log);
  } while (FindNextFileW(search, &found));
  FindClose(search);
  std::sort(logs.begin(), logs.end(), [](const BootLog &left, const BootLog &right) { return left.id < right.id; });
  return logs;
}

BootFailure makeFolders(const BootPlaces &places) {
  const BootFailure failure = makeFolder(places.product);
  return failure ? failure : makeFolder(places.folder);
}

BootFailure copyProgram(const BootPlaces &places) {
  std::wstring own(32768, L'\0');
  own.resize(GetModuleFileNameW(nullptr, &own[0], static_cast<DWORD>(own.size())));
  if (_wcsicmp(own.c_str(), places.program.c_str()) == 0) return {};
  // Security and owner are those of the folder, not of the file that is copied.
  if (CopyFileW(own.c_str(), places.program.c_str(), FALSE)) return {};
  return bootFailure("copy its helper to " + shown(places.program), "CopyFile", GetLastError());
}

BootFailure markEnded(const BootPlaces &places, const BootLog &log) {
  Security security(MARK_SECURITY);
  if (security.failure()) return security.failure();
  const std::wstring path = markPath(places, log.id);
  const Handle file(CreateFileW(path.c_str(), GENERIC_WRITE, 0, security.attributes(), CREATE_ALWAYS, 0, nullptr));
  if (!file) return bootFailure("write " + shown(path), "CreateFile", GetLastError());
  char text[128];
  const int length = std::snprintf(text, sizeof(text), "%llu %llu %llu\n", static_cast<unsigned long long>(log.ended),
                                   static_cast<unsigned long long>(log.eventsLost),
                                   static_cast<unsigned long long>(log.buffersLost));
  if (!writeAll(file.get(), text, static_cast<size_t>(length)) || !FlushFileBuffers(file.get()))
    return bootFailure("write " + shown(path), "WriteFile", GetLastError());
  return {};
}

BootFailure deleteLog(const BootPlaces &places, const std::wstring &id) {
  const BootFailure failure = deleteFile(logPath(places, id));
  return failure ? failure : deleteFile(markPath(places, id));
}

BootFailure removeProgram(const BootPlaces &places) {
  const BootFailure failure = deleteFile(places.program);
  // They stay when logs wait in them.
  RemoveDirectoryW(places.folder.c_str());
  RemoveDirectoryW(places.product.c_str());
  return failure;
}

bool pathExists(const std::wstring &path) { return GetFileAttributesW(path.c_str()) != INVALID_FILE_ATTRIBUTES; }

uint64_t presentTime() {
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  return timeOf(now);
}

}  // namespace procscope
