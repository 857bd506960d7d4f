#include "codec/support/bytes.h"
#include "fuzz/seeds.h"
#include "pipeline/inspect_image.h"
#include "record/record.h"
#include "record/sample_outcomes.h"
#include "wire/message.h"

#include <string>

namespace imgbatch::test {
namespace {

using namespace std::string_view_literals;

std::vector<Bytes> of_texts(std::initializer_list<std::string_view> texts) {
    std::vector<Bytes> seeds;
    for (const std::string_view text : texts) {
        seeds.push_back(to_bytes(text));
    }
    return seeds;
}

std::vector<Bytes> size_seeds() {
    std::vector<Bytes> seeds;
    for (const auto text : {"800x600", "800", "x600", "800x", "50%", "0.5%", "12.25%<", "800x600!",
                            "640x480^>", "65535x1<", "150%>", "1e3%", "00012x7"}) {
        seeds.push_back(with_choices({0x0F, 0xA0, 0x0B, 0xB8, static_cast<int>(seeds.size()) * 19},
                                     to_bytes(text)));
        seeds.push_back(with_choices({0, 0, 0xFF, 0xFF, 200}, to_bytes(text)));
    }
    return seeds;
}

std::vector<Bytes> record_lines() {
    ImageOutcome failed = plain_outcome();
    failed.outcome = OutcomeClass::corrupt;
    failed.stage = Stage::decode;
    failed.message = "bad \"Huffman\" code\n\x1b[31m";
    return {to_bytes(to_json_line(full_outcome())), to_bytes(to_json_line(plain_outcome())),
            to_bytes(to_json_line(failed)), to_bytes(to_json_line(full_summary())),
            to_bytes(R"({"type":"image","index":1e0,"input":"\ud83d\ude00\u0000","x":[[{}]]})")};
}

std::vector<Bytes> journal_seeds() {
    Bytes all;
    for (const Bytes& line : record_lines()) {
        append(all, line);
    }
    Bytes twice = all;
    append(twice, all);
    append(twice, to_bytes("no record\n\n"));
    return {all, twice, cut(all, all.size() - 20), to_bytes("\n"), to_bytes("")};
}

std::vector<Bytes> task_seeds() {
    ImageTask task;
    task.index = 7;
    task.input = "photos/a\xff.jpg";
    task.output = "small/{{a}}-{w}.jpg";
    task.late_fields = true;
    Inspected inspected;
    inspected.path = "a.png";
    inspected.pixels = "rgb+alpha";
    inspected.profile = "sRGB";
    return {with_choices({0}, to_bytes(encode(task))),
            with_choices({1}, to_bytes(encode(full_outcome()))),
            with_choices({1}, to_bytes(encode(plain_outcome()))),
            with_choices({2}, to_bytes(encode(inspected)))};
}

std::vector<Bytes> wire_seeds() {
    std::string stream;
    Task task;
    task.index = 3;
    task.payload = "a task";
    append(stream, BatchMessage{5, {task, task}});
    const std::size_t batch_end = stream.size();
    append(stream, BeginMessage{5, 3});
    append(stream, TimeMessage{5, 3, std::chrono::milliseconds(90'000)});
    DoneMessage done{5, {}};
    done.result.index = 3;
    done.result.payload = "an answer";
    append(stream, done);
    done.result.ending = OutcomeClass::crashed;
    done.result.message = "it threw";
    append(stream, done);
    append(stream, NeedMessage{5, 3, 1U << 20U});
    append(stream, GrantMessage{5, 3});
    append(stream, FetchMessage{5, 3});
    append(stream, GiveBackMessage{5, 3, "avif"});
    append(stream, RefusedMessage{{OutcomeClass::internal, Stage::worker, "no Landlock", 38}});
    return {with_choices({0}, to_bytes(stream)),
            with_choices({7}, to_bytes(std::string_view(stream).substr(0, batch_end))),
            with_choices({39}, to_bytes(std::string_view(stream).substr(batch_end)))};
}

/// Choices as make_message() of targets/ledger.cpp reads them.
std::vector<Bytes> ledger_seeds() {
    return {bytes({15, 2, 0, 0, 6, 5, 3, 0, 0, 0, 3, 0, 0, 0, 3, 0}),
            bytes({15, 4, 15, 0, 0, 0, 3, 0, 0, 0, 3, 1, 15, 1, 0, 0, 6, 1}),
            bytes({15, 1, 0, 0, 0, 0}),
            bytes({15, 1, 3, 0}),
            bytes({15, 1, 64, 1}),
            bytes({15, 1, 7, 0}),
            bytes({15, 1, 0, 0, 128, 3})};
}

} // namespace

Bytes with_choices(std::initializer_list<int> choices, ByteView input) {
    Bytes seed = bytes(choices);
    append(seed, input);
    return seed;
}

std::vector<Bytes> make_text_seeds(std::string_view target) {
    if (target == "arguments") {
        return of_texts({"#fff", "#12345678", "#a0b1c2", "white", "black", "transparent", "82",
                         "jpeg=82,webp=79,avif=50", "jpg=1", "101", ",jpeg=3", "png=1"});
    }
    if (target == "cgroup") {
        return of_texts({"0::/user.slice/a\n", "4:cpu,cpuacct:/docker/1\n0::/\n", "max 100000\n",
                         "150000 100000\n", "-1\n100000\n", "200000\n100000\n",
                         "123456789 98765 42\n", "3:memory:/x\n2:cpu:relative\n"});
    }
    if (target == "glob") {
        return of_texts({"*.jpg\0photos/a.jpg"sv, "a/**/b?.[a-z]*\0a/x/y/bc.png"sv,
                         "/[!a-c]x\\*/\0dx*"sv, "**/IMG_*\0IMG_1"sv, "**\0a/b"sv, "[]a-]\0]"sv,
                         "[^\xc3\xa4-\xc3\xb6]\0\xff"sv, "a//b\0a/b"sv});
    }
    if (target == "list") {
        std::vector<Bytes> seeds;
        for (const auto text : {"a.jpg\n/etc/../x\n\n../b\n"sv, "a\0b\0\0c"sv,
                                "/\n.\n..\n/dev/null"sv, "a/../../b\r\n\xff\xfe\n"sv}) {
            seeds.push_back(with_choices({0}, to_bytes(text)));
            seeds.push_back(with_choices({7}, to_bytes(text)));
        }
        seeds.push_back(with_choices({255}, to_bytes(std::string(5000, 'n') + "\nx\n")));
        return seeds;
    }
    if (target == "output_template") {
        return of_texts({"web/{dir}/{name}.{ext}\0a/b\0IMG_1\0jpg"sv,
                         "{name}-{w}x{h}.{ext}\0\0a{w}b\0png"sv, "{{{dir}}}-{hash}\0x\0n\0"sv,
                         "/{dir}/x{name}\0\0n\0webp"sv, "{ext}/{name}.{ext}\0d\0}{\0"sv,
                         "a{dir}/{dir}{name}\0..x\0.n\0"sv, "out/{name}/{w}.jpg\0\0..\0jpg"sv,
                         ".{dir}./{name}\0\0n\0png"sv});
    }
    if (target == "text") {
        return of_texts({"plain", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "\xff\xc3(\xed\xa0\x80",
                         "a\x1b[31m\n\t\x7f\xc2\x9b\xe2\x80\xae", "YWJj",
                         "YWI=", "YQ==", "/a/b/../c//./d/", "../../x/..", "/a/b/x"});
    }
    if (target == "size") {
        return size_seeds();
    }
    if (target == "record") {
        return record_lines();
    }
    if (target == "journal") {
        return journal_seeds();
    }
    if (target == "task_bytes") {
        return task_seeds();
    }
    if (target == "wire") {
        return wire_seeds();
    }
    if (target == "ledger") {
        return ledger_seeds();
    }
    return {};
}

} // namespace imgbatch::test
