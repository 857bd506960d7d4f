#include "exec/hand_over.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>

namespace imgbatch {
namespace {

using FileNumbers = std::array<int, Handed::most_descriptors>;

/// Room for one control message with as many descriptors as there may be.
struct alignas(cmsghdr) ControlRoom {
    std::array<char, CMSG_SPACE(sizeof(FileNumbers))> bytes{};
};

Error no_hand_over(std::string_view what, int reason) {
    return system_error(OutcomeClass::internal, Stage::worker, what, reason);
}

/// The descriptors that came with a message.
std::vector<Fd> files_of(msghdr& message) {
    std::vector<Fd> files;
    for (cmsghdr* control = CMSG_FIRSTHDR(&message); control != nullptr;
         control = CMSG_NXTHDR(&message, control)) {
        if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        FileNumbers numbers{};
        const std::size_t bytes = std::min(control->cmsg_len - CMSG_LEN(0), sizeof numbers);
        std::memcpy(numbers.data(), CMSG_DATA(control), bytes);
        for (std::size_t i = 0; i < bytes / sizeof(int); ++i) {
            files.emplace_back(numbers.at(i));
        }
    }
    return files;
}

} // namespace

Expected<void> hand_over(int socket, const Handed& handed) {
    if (handed.descriptors.size() > Handed::most_descriptors ||
        handed.note.size() > Handed::longest_note) {
        return no_hand_over("cannot hand over so much", EMSGSIZE);
    }
    // The count comes first: a message is never empty, which would look like the end.
    std::string bytes(1, static_cast<char>(handed.descriptors.size()));
    bytes += handed.note;
    iovec part{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    ControlRoom room;
    if (!handed.descriptors.empty()) {
        const std::size_t size = handed.descriptors.size() * sizeof(int);
        message.msg_control = room.bytes.data();
        message.msg_controllen = CMSG_SPACE(size);
        cmsghdr* control = CMSG_FIRSTHDR(&message);
        control->cmsg_level = SOL_SOCKET;
        control->cmsg_type = SCM_RIGHTS;
        control->cmsg_len = CMSG_LEN(size);
        std::memcpy(CMSG_DATA(control), handed.descriptors.data(), size);
    }
    while (::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
        if (errno != EINTR) {
            return no_hand_over("cannot hand over files", errno);
        }
    }
    return {};
}

Expected<TakenOver> take_over(int socket) {
    std::string bytes(1 + Handed::longest_note, '\0');
    iovec part{bytes.data(), bytes.size()};
    ControlRoom room;
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = room.bytes.data();
    message.msg_controllen = room.bytes.size();
    ssize_t got = 0;
    do {
        got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        return no_hand_over("cannot take over files", got < 0 ? errno : EPIPE);
    }
    TakenOver taken;
    taken.files = files_of(message);
    // Where descriptors run out the kernel leaves some out.
    if (taken.files.size() != static_cast<unsigned char>(bytes[0])) {
        return no_hand_over("cannot take over all files", EMFILE);
    }
    taken.note = bytes.substr(1, static_cast<std::size_t>(got) - 1);
    return taken;
}

} // namespace imgbatch
