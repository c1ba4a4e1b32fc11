# hako_module(NAME SOURCES ... TESTS ... DEPENDS ... LIBRARIES ...): one room.
# SOURCES and TESTS are listed by name; DEPENDS are rooms, LIBRARIES are what the room wraps.
# THREADS marks a room whose tests run again under the thread sanitizer (target concurrency_tests).
# Makes the library hako_NAME and, when there are TESTS, the test program NAME_test.
function(hako_module name)
    cmake_parse_arguments(ARG "THREADS" "" "SOURCES;TESTS;DEPENDS;LIBRARIES;TEST_DEPENDS" ${ARGN})
    add_library(hako_${name} STATIC ${ARG_SOURCES})
    target_include_directories(hako_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    list(TRANSFORM ARG_DEPENDS PREPEND hako_ OUTPUT_VARIABLE rooms)
    target_link_libraries(hako_${name}
        PUBLIC ${rooms} hako_hardening hako_sanitizers
        PRIVATE ${ARG_LIBRARIES} hako_warnings)
    if(ARG_TESTS AND HAKO_TESTS)
        list(TRANSFORM ARG_TEST_DEPENDS PREPEND hako_ OUTPUT_VARIABLE test_rooms)
        add_executable(${name}_test ${ARG_TESTS})
        target_link_libraries(${name}_test PRIVATE
            hako_${name} ${test_rooms} ${ARG_LIBRARIES} hako_warnings GTest::gmock GTest::gtest_main)
        add_test(NAME ${name} COMMAND ${name}_test)
        set_tests_properties(${name} PROPERTIES LABELS unit)
        if(ARG_THREADS)
            hako_concurrency_test(${name})
        endif()
    endif()
endfunction()

# A test that runs again under the thread sanitizer: its program is NAME_test.
function(hako_concurrency_test name)
    get_test_property(${name} LABELS labels)
    set_tests_properties(${name} PROPERTIES LABELS "${labels};concurrency")
    if(NOT TARGET concurrency_tests)
        add_custom_target(concurrency_tests)
    endif()
    add_dependencies(concurrency_tests ${name}_test)
endfunction()
