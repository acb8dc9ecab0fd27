#pragma once
// Every core header that the shell uses, so that pg/postgres.hpp can have them all before
// postgres.h, whatever order a file includes them in.
#include "core/content/content.hpp"
#include "core/content/model_answer.hpp"
#include "core/error.hpp"
#include "core/finding.hpp"
#include "core/json/limits.hpp"
#include "core/json/view.hpp"
#include "core/ledger.hpp"
#include "core/lifecycle.hpp"
#include "core/package.hpp"
#include "core/provider.hpp"
#include "core/sha256.hpp"
#include "core/slug.hpp"
#include "core/sqlstates.hpp"
#include "core/stages.hpp"
#include "core/uuid.hpp"
#include "core/validation.hpp"
