#include "core/uuid.hpp"

#include <unordered_set>

#include <gtest/gtest.h>

namespace sdp {
namespace {

TEST(uuid, is_written_in_groups)
{
    EXPECT_EQ(uuid{}.text(), "00000000-0000-0000-0000-000000000000");
    const uuid id{{0xf8, 0x1d, 0x4f, 0xae, 0x7d, 0xec, 0x11, 0xd0, 0xa7, 0x65, 0x00, 0xa0, 0xc9,
                   0x1e, 0x6b, 0xf6}};
    EXPECT_EQ(id.text(), "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
}

TEST(uuid, compares_by_its_bytes_as_postgresql_does)
{
    const uuid low{{0x01, 0xff}};
    const uuid high{{0x80}};
    EXPECT_LT(low, high);
    EXPECT_NE(low, high);
    EXPECT_EQ(low, (uuid{{0x01, 0xff}}));
    EXPECT_LT(low.text(), high.text());
}

TEST(uuid, hash_depends_on_every_byte)
{
    std::unordered_set<std::size_t> hashes = {uuid_hash{}(uuid{})};
    for (std::size_t i = 0; i < 16; ++i) {
        uuid id;
        id.bytes.at(i) = 1;
        EXPECT_TRUE(hashes.insert(uuid_hash{}(id)).second) << "byte " << i;
    }
}

} // namespace
} // namespace sdp
