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

/* TSAN_WATCHES likewise, of ThreadSanitizer. */
#if defined(__SANITIZE_THREAD__)
#define TSAN_WATCHES 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TSAN_WATCHES 1
#endif
#endif

#endif
