# Every warning that has ever found a bug; errors for us, warnings for packagers (HAKO_WERROR=OFF).
add_library(hako_warnings INTERFACE)
target_compile_options(hako_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Wcast-qual
    -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough -Wswitch-enum -Wundef
    -Wmissing-declarations -Wextra-semi
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wduplicated-branches;-Wlogical-op>
    # GCC 12 takes the frame of an inlined coroutine for freed memory that was never allocated.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-free-nonheap-object>
    $<$<BOOL:${HAKO_WERROR}>:-Werror>)

# Hardening that costs next to nothing, in every build.
add_library(hako_hardening INTERFACE)
target_compile_definitions(hako_hardening INTERFACE _GLIBCXX_ASSERTIONS)
target_compile_options(hako_hardening INTERFACE -fstack-protector-strong -fPIE
    $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
target_link_options(hako_hardening INTERFACE -pie -Wl,-z,relro,-z,now)
