/// Misbehaviour to order, for tests only: what a library that decodes hostile bytes might do to the
/// process that it runs in. Harmless only in a worker of its own.
#pragma once

#include <imgbatch/result.h>

#include <string_view>

namespace imgbatch::fault {

/// Does what `order` says. Returns for what leaves the process able to go on; the error is what a
/// `sys:` order met, or that the order is unknown. Deadly orders do not return.
///
///   ok                nothing
///   segv, abort, bus, fpe, ill, kill    dies of that signal
///   exit:N            leaves with exit code N
///   hang              sleeps for ever
///   spin              works for ever
///   stop              stops itself by SIGSTOP
///   garbage           writes noise to every descriptor it can find, then sleeps
///   half              writes half a frame to every descriptor, then dies of SIGSEGV
///   close             closes every descriptor, then sleeps
///   noise[:SIZE]      writes SIZE bytes (10M) to stdout and to stderr
///   throw, badalloc   throws std::runtime_error, std::bad_alloc
///   alloc:SIZE        takes so much memory, touches it, and gives it back
///   leak:SIZE         takes so much memory, touches it, and keeps it
///   once:PATH:ORDER   obeys ORDER if PATH does not exist, and makes it
///   slow:MS           takes so many milliseconds
///   write:PATH        appends one line to PATH: how often it came by can be counted
///   sys:…             see forbidden_deeds.h
///
/// SIZE is a number of bytes, or of KiB, MiB, GiB with K, M, G behind it.
Expected<void> obey(std::string_view order);

/// "a:b:c" gives "a" and leaves "b:c".
std::string_view first_word(std::string_view& order);

} // namespace imgbatch::fault
