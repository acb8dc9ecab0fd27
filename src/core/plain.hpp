// Every header of core includes this first. Deliberately without an include guard: it must refuse
// each time, since postgres.h turns ERROR, Min, _, snprintf and more into macros that would change
// what the rules mean.
#ifdef POSTGRES_H
#error "core knows nothing of the server: include core headers before pg/postgres.hpp"
#endif
