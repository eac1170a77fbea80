//! The commands in the documentation do what it says.

#[test]
fn console_blocks_show_real_output() {
    trycmd::TestCases::new().case("README.md").run();
}
