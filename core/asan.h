/* asan.h - WATCHED is defined where AddressSanitizer watches the use of memory. */
#ifndef CORE_ASAN_H
#define CORE_ASAN_H

#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif

#endif
