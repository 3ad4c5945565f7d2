import PatchbayCore
import Testing

@Suite struct RunIDTests {
    @Test(
        arguments: [
            ("Contoso.onmicrosoft.com", "contoso_onmicrosoft_com"), ("4F2A-9c", "4f2a-9c"), ("Größe 日本", "gr__e___"),
            ("../../etc", "______etc"), ("", ""),
        ])
    func `any text becomes a part of a run's name`(text: String, part: String) {
        #expect(RunID.part(text, limit: 40) == part)
        #expect(RunID("app-" + part) != nil)
    }

    @Test func `a part is cut to its length`() {
        #expect(RunID.part(String(repeating: "é", count: 50), limit: 36).utf8.count == 36)
    }
}
