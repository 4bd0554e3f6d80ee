/* asan.h - ASAN_WATCHES is defined where AddressSanitizer watches the use of memory. */
#ifndef CORE_ASAN_H
#define CORE_ASAN_H

#if defined(__SANITIZE_ADDRESS__)
#define ASAN_WATCHES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN_WATCHES 1
#endif
#endif

#endif
