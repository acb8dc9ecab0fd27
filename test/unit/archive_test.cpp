#include "core/archive/entry_names.hpp"
#include "core/archive/zip_reader.hpp"
#include "core/archive/zip_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

namespace {

using sdp::package_file;
using sdp::zip_fault_kind;

std::string zip_of(const std::vector<package_file>& files)
{
    auto zip = sdp::write_zip(files);
    std::string bytes(zip->size(), '\0');
    zip->copy_to(bytes.data());
    return bytes;
}

sdp::zip_contents read(std::string_view bytes, std::size_t most = 1'000'000)
{
    return sdp::read_zip(bytes, {.most_bytes = most});
}

// The first fault, as "path: message".
std::string fault_of(std::string_view bytes, std::size_t most = 1'000'000)
{
    const auto contents = read(bytes, most);
    return contents.faults.empty()
               ? ""
               : contents.faults.front().path + ": " + contents.faults.front().message;
}

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

// Changes a field of the central header of the first entry, by its offset there.
std::string with_central(std::string zip, std::size_t offset, std::string_view bytes)
{
    return zip.replace(zip.find("PK\1\2") + offset, bytes.size(), bytes);
}
std::string with_local(std::string zip, std::size_t offset, std::string_view bytes)
{
    return zip.replace(offset, bytes.size(), bytes);
}

const std::vector<package_file> small = {{"a/b.json", "{}\n"}, {"sdp.json", "hello hello hello"}};

TEST(zip, comes_back)
{
    const std::vector<package_file> files = {
        {"empty.md", ""}, {"größe/日本.json", std::string(200'000, 'x')}, {"z", "\0\xff\n"}};
    const auto contents = read(zip_of(files));
    ASSERT_TRUE(contents.faults.empty());
    ASSERT_EQ(contents.files.size(), files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        EXPECT_EQ(contents.files[i].path, files[i].path);
        EXPECT_EQ(contents.files[i].content, files[i].content);
    }
}

TEST(zip, has_the_same_bytes_in_every_time_zone)
{
    const auto bytes = zip_of(small);
    for (const char* const zone : {"UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia",
                                   "Europe/London", "Africa/Monrovia", "Pacific/Kiritimati"}) {
        setenv("TZ", zone, 1);
        tzset();
        EXPECT_EQ(zip_of(small), bytes) << zone;
    }
    unsetenv("TZ");
    tzset();
    // 1980-01-01 00:00:00 in the local header; rw-r--r-- of unix in the central one.
    EXPECT_EQ(bytes.substr(10, 4), std::string("\0\0\x21\0", 4));
    const auto central = bytes.find("PK\1\2");
    EXPECT_EQ(bytes[central + 5], '\3');
    EXPECT_EQ(bytes.substr(central + 38, 4), std::string("\0\0\xa4\x81", 4));
}

TEST(zip, stops_when_told_to)
{
    EXPECT_FALSE(sdp::write_zip(small, [] { return true; }).has_value());
    EXPECT_TRUE(sdp::write_zip(small, [] { return false; }).has_value());
}

TEST(zip, refuses_names_that_no_package_has)
{
    const std::string long_name(300, 'x');
    for (const char* const name :
         {"/etc/passwd", "../x", "a/../b", "a//b", "./a", "a\\b", "C:/x", "c:x", "a\nb", "a/.",
          "nul.", "dot/ /x ", "\xff\xfe", "a\x7f", long_name.c_str()}) {
        EXPECT_TRUE(sdp::fault_in_entry_name(name).has_value()) << name;
    }
    EXPECT_TRUE(sdp::fault_in_entry_name("").has_value());
    EXPECT_FALSE(sdp::fault_in_entry_name("a/..b/c.d/größe").has_value());
    const auto zip = zip_of({{"aaaaaaaa", "x"}});
    EXPECT_EQ(fault_of(replaced(zip, "aaaaaaaa", "../../xx")), "../../xx: it has .. in it");
    EXPECT_EQ(fault_of(replaced(zip, "aaaaaaaa", "/etc/pas")), "/etc/pas: it is absolute");
    EXPECT_EQ(fault_of(replaced(zip, "aaaaaaaa", "C:\\aaaaa")),
              "C:\\aaaaa: it has a backslash in it");
}

TEST(zip, refuses_two_entries_of_one_name)
{
    const auto zip = zip_of({{"aaaa", "x"}, {"bbbb", "y"}});
    EXPECT_EQ(fault_of(replaced(zip, "bbbb", "aaaa")), "aaaa: it is there twice");
    EXPECT_EQ(fault_of(replaced(zip, "bbbb", "AaAa")),
              "AaAa: it differs from \"aaaa\" in case alone");
    EXPECT_EQ(sdp::folded_entry_name("ÄÖ/ſ"), sdp::folded_entry_name("äö/S"));
}

// One of them could not be unpacked.
TEST(zip, refuses_a_file_with_files_below)
{
    EXPECT_EQ(fault_of(zip_of({{"a", "x"}, {"a-b", "y"}, {"a/b/c", "z"}})),
              "a: it is a file, and \"a/b/c\" is below it");
    EXPECT_EQ(fault_of(zip_of({{"Größe/b", "x"}, {"Größe/B/c", "y"}, {"Größe/bc", "z"}})),
              "Größe/b: it is a file, and \"Größe/B/c\" is below it");
    EXPECT_EQ(fault_of(zip_of({{"a-b", "x"}, {"a.b", "y"}, {"a/b", "z"}, {"ab/c", ""}})), "");
}

TEST(entry_paths, hold_a_path_once)
{
    sdp::entry_paths paths;
    for (const char* const path : {"a/", "a/b", "a-b", "c"}) {
        EXPECT_FALSE(paths.add(path)) << path;
    }
    EXPECT_EQ(paths.add("c"), "it is there twice");
    EXPECT_EQ(paths.add("a/"), "it is there twice");
    EXPECT_EQ(paths.add("A/B"), "it differs from \"a/b\" in case alone");
    EXPECT_EQ(paths.add("a"), "it is there as a file and as a folder");
    EXPECT_EQ(paths.add("C/"), "it is there as a file and as a folder");
    EXPECT_TRUE(paths.files_with_files_below().empty());
    EXPECT_FALSE(paths.add("c/d/e"));
    ASSERT_EQ(paths.files_with_files_below().size(), 1U);
    EXPECT_EQ(paths.files_with_files_below().front().path, "c");
}

TEST(zip, refuses_entries_of_another_kind)
{
    const auto zip = zip_of({{"link", "target"}});
    EXPECT_EQ(fault_of(with_central(zip, 38, std::string("\0\0\xff\xa1", 4))),
              "link: it is a symbolic link");
    EXPECT_EQ(fault_of(with_central(zip, 38, std::string("\0\0\xff\x21", 4))),
              "link: it is no regular file");
    const auto encrypted = with_local(with_central(zip, 8, "\1"), 6, "\1");
    EXPECT_EQ(fault_of(encrypted), "link: it is encrypted");
}

TEST(zip, refuses_bombs)
{
    const auto bomb =
        zip_of({{"a", std::string(500'000, '\0')}, {"b", std::string(500'001, '\0')}});
    EXPECT_LT(bomb.size(), 2000U);
    EXPECT_EQ(fault_of(bomb, 1'000'000), ": its files have more than 1000000 bytes together");
    EXPECT_EQ(fault_of(bomb, 1'000'001), "");
    EXPECT_TRUE(fault_of(bomb, 400'000).starts_with("a: it has 500000 bytes, "));
    std::vector<package_file> many;
    for (int i = 0; i < 10'001; ++i) {
        many.push_back({std::to_string(i), ""});
    }
    EXPECT_EQ(fault_of(zip_of(many)), ": it has 10001 entries, more than 10000");
    many.pop_back();
    EXPECT_EQ(fault_of(zip_of(many)), "");
    for (int i = 0; i < 60'000; ++i) {
        many.push_back({"m" + std::to_string(i), ""});
    }
    EXPECT_EQ(fault_of(zip_of(many)), ": it is a zip64, which no package needs");
}

TEST(zip, refuses_sizes_that_are_not_true)
{
    const auto zip = zip_of({{"file", "hello hello hello hello hello"}});
    // 29 bytes: the central header says 28, 30, then far more than so few bytes can give.
    for (const char* const size : {"\x1c", "\x1e"}) {
        const auto lying = with_local(with_central(zip, 24, size), 22, size);
        EXPECT_FALSE(fault_of(lying).empty());
    }
    const std::string huge("\0\0\x0f\0", 4);
    EXPECT_TRUE(fault_of(with_local(with_central(zip, 24, huge), 22, huge))
                    .starts_with("file: its 983040 bytes cannot come of "));
    // Two entries on the same bytes.
    const std::string noise = [] {
        std::string text;
        for (unsigned i = 0, state = 1; i < 2000; ++i) {
            state = state * 1103515245U + 12345U;
            text += static_cast<char>(state >> 16U);
        }
        return text;
    }();
    auto overlapping = zip_of({{"aaaa", noise}});
    const auto central = overlapping.find("PK\1\2");
    const auto end = overlapping.find("PK\5\6");
    auto second = overlapping.substr(central, end - central);
    second.replace(second.find("aaaa"), 4, "bbbb");
    auto record = overlapping.substr(end);
    record[8] = record[10] = '\2';
    const auto directory_size = static_cast<unsigned>(2 * (end - central));
    record[12] = static_cast<char>(directory_size & 0xffU);
    overlapping = overlapping.substr(0, end) + second + record;
    EXPECT_FALSE(fault_of(overlapping).empty());
}

TEST(zip, survives_every_truncation_and_flip)
{
    const auto zip = zip_of(small);
    const auto good = read(zip);
    ASSERT_TRUE(good.faults.empty());
    for (std::size_t length = 0; length < zip.size(); ++length) {
        const auto contents = read(std::string(zip.substr(0, length)));
        EXPECT_FALSE(contents.faults.empty()) << length;
    }
    for (std::size_t bit = 0; bit < zip.size() * 8; ++bit) {
        auto flipped = zip;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        const auto contents = read(flipped);
        // What is read without a fault has true contents; names, times and modes have no checksum.
        if (contents.faults.empty()) {
            ASSERT_EQ(contents.files.size(), 2U) << bit;
            std::vector<std::string> texts = {contents.files[0].content, contents.files[1].content};
            std::sort(texts.begin(), texts.end());
            EXPECT_EQ(texts[0], "hello hello hello") << bit;
            EXPECT_EQ(texts[1], "{}\n") << bit;
        }
    }
}

TEST(zip, takes_a_zip_in_a_zip_for_a_file)
{
    const auto inner = zip_of(small);
    const auto contents = read(zip_of({{"inner.zip", inner}}));
    ASSERT_EQ(contents.files.size(), 1U);
    EXPECT_EQ(contents.files[0].content, inner);
}

} // namespace
