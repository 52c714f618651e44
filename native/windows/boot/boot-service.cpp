// SPDX-License-Identifier: MIT
#include "boot-service.h"

#include <cstdio>

#include "boot-switch.h"

namespace procscope {

namespace {

constexpr DWORD STOP_MILLISECONDS = 20000, GONE_MILLISECONDS = 5000, POLL_MILLISECONDS = 50;
// Ending a session writes what it still holds, up to 128 MiB.
constexpr DWORD END_HINT_MILLISECONDS = 30000;

// SERVICE_PRESHUTDOWN_INFO, which not all headers have.
struct PreshutdownInfo {
  DWORD milliseconds;
};
constexpr DWORD CONFIG_PRESHUTDOWN_INFO = 7;

class Service {
 public:
  explicit Service(SC_HANDLE handle) : handle_(handle) {}
  ~Service() {
    if (handle_ != nullptr) CloseServiceHandle(handle_);
  }
  Service(const Service &) = delete;
  Service &operator=(const Service &) = delete;
  SC_HANDLE get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  SC_HANDLE handle_;
};

DWORD stateOf(const Service &service) {
  SERVICE_STATUS status = {};
  return QueryServiceStatus(service.get(), &status) ? status.dwCurrentState : SERVICE_STOPPED;
}

SERVICE_STATUS_HANDLE statusHandle;
HANDLE ending;

void tell(DWORD state) {
  SERVICE_STATUS status = {};
  status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  status.dwCurrentState = state;
  // Before a shutdown there is more time than in one, and the disk is surely there.
  if (state == SERVICE_RUNNING) status.dwControlsAccepted = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN;
  if (state == SERVICE_STOP_PENDING) status.dwWaitHint = END_HINT_MILLISECONDS;
  SetServiceStatus(statusHandle, &status);
}

DWORD WINAPI onControl(DWORD control, DWORD, void *, void *) {
  switch (control) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_PRESHUTDOWN:
    case SERVICE_CONTROL_SHUTDOWN:
      tell(SERVICE_STOP_PENDING);
      SetEvent(ending);
      return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
      return NO_ERROR;
    default:
      return ERROR_CALL_NOT_IMPLEMENTED;
  }
}

void WINAPI serviceMain(DWORD, LPWSTR *) {
  ending = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  statusHandle = RegisterServiceCtrlHandlerExW(BOOT_SERVICE, onControl, nullptr);
  if (statusHandle == nullptr || ending == nullptr) return;
  tell(SERVICE_RUNNING);
  const RecordedBoot boot = beginRecordedBoot();
  if (boot.isRecording) WaitForSingleObject(ending, INFINITE);
  tell(SERVICE_STOP_PENDING);
  endRecordedBoot(boot);
  tell(SERVICE_STOPPED);
}

}  // namespace

ServiceState bootServiceState() {
  const Service manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  const Service service(OpenServiceW(manager.get(), BOOT_SERVICE, SERVICE_QUERY_STATUS));
  if (!service) return GetLastError() == ERROR_ACCESS_DENIED ? ServiceState::STOPPED : ServiceState::NONE;
  return stateOf(service) == SERVICE_STOPPED ? ServiceState::STOPPED : ServiceState::RUNNING;
}

BootFailure installBootService(const std::wstring &program) {
  const std::wstring line = L"\"" + program + L"\" boot service";
  const Service manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CREATE_SERVICE));
  if (!manager) return bootFailure("add a service", "OpenSCManager", GetLastError());
  for (DWORD waited = 0;; waited += POLL_MILLISECONDS) {
    const Service service(CreateServiceW(manager.get(), BOOT_SERVICE, L"Procscope boot logging", SERVICE_CHANGE_CONFIG,
                                         SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_IGNORE,
                                         line.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr));
    const DWORD error = GetLastError();
    if (service) {
      wchar_t text[] = L"Switches the boot logging of Procscope off again once the system has started, and removes itself.";
      SERVICE_DESCRIPTIONW description = {text};
      ChangeServiceConfig2W(service.get(), SERVICE_CONFIG_DESCRIPTION, &description);
      // Versions of Windows differ in what they give by default: 3 minutes, or 10 seconds.
      PreshutdownInfo patience = {END_HINT_MILLISECONDS};
      ChangeServiceConfig2W(service.get(), CONFIG_PRESHUTDOWN_INFO, &patience);
      return {};
    }
    // It is there while this start is recorded, and serves the next one as well.
    if (error == ERROR_SERVICE_EXISTS) return {};
    if (error != ERROR_SERVICE_MARKED_FOR_DELETE) return bootFailure("add the service ProcscopeBoot", "CreateService", error);
    // One that has just removed itself is gone soon.
    if (waited >= GONE_MILLISECONDS)
      return bootFailure(BootError::FAILED,
                         "The service ProcscopeBoot of an earlier boot log is still being removed. Close programs that "
                         "show services, or restart Windows, and try again.");
    Sleep(POLL_MILLISECONDS);
  }
}

namespace {

BootFailure stopAndDelete() {
  const Service manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  if (!manager) return bootFailure("look at its services", "OpenSCManager", GetLastError());
  const Service service(OpenServiceW(manager.get(), BOOT_SERVICE, DELETE | SERVICE_STOP | SERVICE_QUERY_STATUS));
  if (!service) {
    const DWORD error = GetLastError();
    if (error == ERROR_SERVICE_DOES_NOT_EXIST) return {};
    return bootFailure("remove the service ProcscopeBoot", "OpenService", error);
  }
  SERVICE_STATUS status = {};
  if (ControlService(service.get(), SERVICE_CONTROL_STOP, &status)) {
    for (DWORD waited = 0; stateOf(service) != SERVICE_STOPPED && waited < STOP_MILLISECONDS; waited += POLL_MILLISECONDS)
      Sleep(POLL_MILLISECONDS);
  }
  if (DeleteService(service.get())) return {};
  const DWORD error = GetLastError();
  if (error == ERROR_SERVICE_MARKED_FOR_DELETE) return {};
  return bootFailure("remove the service ProcscopeBoot", "DeleteService", error);
}

// It is gone when nobody has it open any more.
void awaitRemoval() {
  for (DWORD waited = 0; bootServiceState() != ServiceState::NONE && waited < GONE_MILLISECONDS; waited += POLL_MILLISECONDS)
    Sleep(POLL_MILLISECONDS);
}

}  // namespace

BootFailure removeBootService() {
  const BootFailure failure = stopAndDelete();
  if (!failure) awaitRemoval();
  return failure;
}

void forgetBootService() {
  const Service manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  const Service service(OpenServiceW(manager.get(), BOOT_SERVICE, DELETE));
  if (service) DeleteService(service.get());
}

int runBootService() {
  wchar_t name[] = L"ProcscopeBoot";
  const SERVICE_TABLE_ENTRYW table[] = {{name, serviceMain}, {nullptr, nullptr}};
  if (StartServiceCtrlDispatcherW(table)) return 0;
  std::fputs("boot service is for Windows to start: it is the service ProcscopeBoot.\n", stderr);
  return 2;
}

}  // namespace procscope
