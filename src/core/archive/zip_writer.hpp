#pragma once
#include "core/package.hpp"

#include <memory>
#include <span>

struct zip_source;

namespace sdp {

// A zip that was written in memory. The same files give the same bytes, for one version of libzip
// and zlib: entries in the order given, deflated at one level, with one time and one mode.
class written_zip {
public:
    [[nodiscard]] std::size_t size() const { return size_; }
    // Copies the whole to `target`, which holds size() bytes. Once only.
    void copy_to(char* target);

private:
    friend std::optional<written_zip> write_zip(std::span<const package_file> files,
                                                bool (*stopped)());
    struct free_source {
        void operator()(zip_source* source) const;
    };
    written_zip(std::unique_ptr<zip_source, free_source> source, std::size_t size)
        : source_(std::move(source)), size_(size)
    {
    }

    std::unique_ptr<zip_source, free_source> source_;
    std::size_t size_;
};

// The files, one at least, as a zip; their contents must outlive the call. `stopped` is asked again
// and again while they are compressed; nothing once it has said yes. Null for never.
[[nodiscard]] std::optional<written_zip> write_zip(std::span<const package_file> files,
                                                   bool (*stopped)() = nullptr);

} // namespace sdp
