import Testing

@testable import PatchbayReports

struct TerminalTextTests {
    @Test(arguments: [
        ("", 0), ("Ada", 3), ("Zoë", 3), ("Zoe\u{308}", 3), ("山田", 4), ("한글", 4), ("ﾊﾝ", 2), ("Ｆｕｌｌ", 8), ("👩‍👩‍👧", 2),
        ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("✓", 1), ("לאה", 3), ("a\u{200B}b", 2), ("👍🏽", 2), ("…", 1), ("─", 1),
    ])
    func `the width of a text is what a terminal shows`(text: String, width: Int) {
        #expect(TerminalText.width(of: text) == width)
    }

    @Test(arguments: [
        ("Lovelace", 8, "Lovelace"), ("Lovelace", 7, "Lovela…"), ("山田太郎", 8, "山田太郎"), ("山田太郎", 7, "山田太…"),
        ("山田太郎", 6, "山田…"), ("👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"), ("Ada", 1, "…"), ("Ada", 0, ""),
    ])
    func `a text that is too wide is cut between characters and ends with an ellipsis`(
        text: String, width: Int, cut: String
    ) {
        #expect(TerminalText.truncated(text, to: width) == cut)
        #expect(TerminalText.width(of: cut) <= width)
    }

    @Test
    func `padding counts columns and not characters`() {
        #expect(TerminalText.padded("山田", to: 6) == "山田  ")
        #expect(TerminalText.padded("山田", to: 6, isRightAligned: true) == "  山田")
        #expect(TerminalText.padded("山田", to: 2) == "山田")
    }

    @Test
    func `lines break at spaces and a long address stays whole`() {
        let lines = TerminalText.wrapped("Open https://admin.teams.microsoft.com/policies now", to: 20)
        #expect(lines == ["Open", "https://admin.teams.microsoft.com/policies", "now"])
        #expect(TerminalText.wrapped("a b c d", to: 3) == ["a b", "c d"])
        #expect(TerminalText.wrapped("  ", to: 3) == [])
    }

    @Test(arguments: [
        ("\u{1B}[2JAda", "\u{FFFD}[2JAda"), ("a\nb\tc", "a b c"), ("\u{202E}gnp.exe", "\u{FFFD}gnp.exe"),
        ("\u{9B}31m", "\u{FFFD}31m"), ("a\u{7}", "a\u{FFFD}"), ("Zoë 👩‍👩‍👧", "Zoë 👩‍👩‍👧"),
    ])
    func `what steers a terminal is made harmless and everything else stays`(text: String, harmless: String) {
        #expect(TerminalText.harmless(text) == harmless)
    }
}
