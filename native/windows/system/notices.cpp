// SPDX-License-Identifier: MIT
#include "notices.h"

namespace procscope {

namespace {

constexpr wchar_t CLASS_NAME[] = L"ProcscopeCaptureHelper";
constexpr DWORD END_MILLISECONDS = 5000;

}  // namespace

Notices::Notices(HANDLE ending, HANDLE ended) : ending_(ending), ended_(ended) { thread_ = startThread(run, this); }

Notices::~Notices() {
  if (threadId_ != 0) PostThreadMessageW(threadId_, WM_QUIT, 0, 0);
  WaitForSingleObject(thread_.get(), 1000);
}

void Notices::run(void *self) {
  Notices &notices = *static_cast<Notices *>(self);
  WNDCLASSW windowClass = {};
  windowClass.lpfnWndProc = onMessage;
  windowClass.hInstance = GetModuleHandleW(nullptr);
  windowClass.lpszClassName = CLASS_NAME;
  if (RegisterClassW(&windowClass) == 0) return;
  // A top-level window, because messages to all do not reach others.
  const HWND window = CreateWindowW(CLASS_NAME, L"", WS_POPUP, 0, 0, 0, 0, nullptr, nullptr, windowClass.hInstance, nullptr);
  if (window == nullptr) return;
  SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(self));
  notices.threadId_ = GetCurrentThreadId();
  MSG message;
  while (GetMessageW(&message, nullptr, 0, 0) > 0) DispatchMessageW(&message);
  DestroyWindow(window);
}

LRESULT CALLBACK Notices::onMessage(HWND window, UINT message, WPARAM word, LPARAM value) {
  Notices *notices = reinterpret_cast<Notices *>(GetWindowLongPtrW(window, GWLP_USERDATA));
  if (notices == nullptr) return DefWindowProcW(window, message, word, value);
  switch (message) {
    case WM_TIMECHANGE: InterlockedExchange(&notices->clockSet_, 1); return 0;
    case WM_DEVICECHANGE: InterlockedExchange(&notices->drivesChanged_, 1); return TRUE;
    case WM_ENDSESSION:
      if (word != 0) {
        // When this returns, Windows ends the process: the sessions must be ended before.
        SetEvent(notices->ending_);
        WaitForSingleObject(notices->ended_, END_MILLISECONDS);
      }
      return 0;
    default: return DefWindowProcW(window, message, word, value);
  }
}

}  // namespace procscope
