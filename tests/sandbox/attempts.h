/// What a taken-over decoder would try, one function each: 0 where it succeeded, else errno.
#pragma once

#include <string>

namespace imgbatch::test {

int try_read(const std::string& path);
int try_list(const std::string& folder);
int try_write(const std::string& path);    ///< opens for writing, made if need be
int try_truncate(const std::string& path); ///< opens with O_TRUNC
int try_truncate_by_name(const std::string& path);
int try_remove(const std::string& path);
int try_rename(const std::string& from, const std::string& to);
int try_link(const std::string& from, const std::string& to);
int try_symlink(const std::string& path);
int try_fifo(const std::string& path);
int try_setuid_file(const std::string& path);
int try_stat(const std::string& path);

int try_socket(int family);
int try_connect(int socket); ///< a TCP socket that is open already; to this machine's port 9
int try_exec();
int try_fork();
int try_vfork();
int try_clone3();
int try_thread();
int try_ptrace_parent();
int try_read_parent_memory();
int try_kill_parent();
int try_kill_parent_as_thread();
int try_signal_itself();
int try_mount();
int try_bpf();
int try_io_uring();
int try_keyring();
int try_namespace();
int try_change_root();
int try_raise_limit();
int try_map_writable_code();
int try_make_memory_code(); ///< writable first, then code instead

} // namespace imgbatch::test
