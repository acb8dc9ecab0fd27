#pragma once
#include <string>

namespace sdp::install {

// Tells who calls install() what it does. What a script says nobody sees.
void give_notice(const std::string& text);
void give_warning(const std::string& text, const std::string& detail, const std::string& hint);

} // namespace sdp::install
