import Foundation
import PatchbayCore
import Testing

@Suite struct TokenStoreTests {
    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber).intValue
    }

    private func value(_ secret: Secret?) -> String? { secret.map { $0.reveal { $0 } } }

    @Test func `a store in memory keeps, replaces and forgets`() async throws {
        let store = MemoryTokenStore()
        #expect(await store.load("a") == nil)
        await store.save(Secret("1"), for: "a")
        await store.save(Secret("2"), for: "a")
        await store.save(Secret("3"), for: "b")
        #expect(value(await store.load("a")) == "2")
        await store.delete("a")
        #expect(await store.load("a") == nil)
        #expect(value(await store.load("b")) == "3")
        expectHidden("3", in: await store.load("b"))
    }

    @Test func `a store in a folder keeps, replaces and forgets, also for the next process`() async throws {
        try await withTemporaryFolder { folder in
            let store = try FileTokenStore(at: folder)
            #expect(try await store.load("a") == nil)
            try await store.save(Secret("first and longer"), for: "a")
            try await store.save(Secret("2"), for: "a")
            #expect(value(try await FileTokenStore(at: folder).load("a")) == "2")
            try await store.delete("a")
            try await store.delete("a")
            #expect(try await store.load("a") == nil)
        }
    }

    @Test func `only the owner may read the folder and the files`() async throws {
        try await withTemporaryFolder { parent in
            let folder = parent.appending(path: "tokens/deep")
            let store = try FileTokenStore(at: folder)
            try await store.save(Secret("x"), for: "a")
            #expect(try mode(folder.path) == 0o700)
            let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
            #expect(try mode(folder.appending(path: file).path) == 0o600)
        }
    }

    @Test func `a file that somebody opened to all is closed again by the next save`() async throws {
        try await withTemporaryFolder { folder in
            let store = try FileTokenStore(at: folder)
            try await store.save(Secret("x"), for: "a")
            let file = folder.appending(path: "a.token").path
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            try await store.save(Secret("y"), for: "a")
            #expect(try mode(file) == 0o600)
        }
    }

    @Test(arguments: [
        "", ".", "..", "../up", "/etc/passwd", "a/b", "a b", "tenant|client|user@contoso.com", "ключ", "😀", "a\0b",
        "%2F",
        String(repeating: "k", count: 200),
    ])
    func `any key is a file of its own inside the folder`(key: String) async throws {
        try await withTemporaryFolder { parent in
            let folder = parent.appending(path: "tokens")
            let store = try FileTokenStore(at: folder)
            try await store.save(Secret("other"), for: "other")
            try await store.save(Secret("mine"), for: key)
            #expect(value(try await store.load(key)) == "mine")
            #expect(value(try await store.load("other")) == "other")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path) == ["tokens"])
        }
    }

    @Test func `a save that fails leaves the old token and nothing lying about`() async throws {
        try await withTemporaryFolder { folder in
            let store = try FileTokenStore(at: folder)
            // A folder in the file's place cannot be replaced by a file.
            try FileManager.default.createDirectory(
                at: folder.appending(path: "a.token/x"), withIntermediateDirectories: true)
            await #expect(throws: (any Error).self) { try await store.save(Secret("s3cret"), for: "a") }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.token"])
        }
    }

    @Test func `whoever reads while another saves sees one whole token or the other`() async throws {
        try await withTemporaryFolder { folder in
            let store = try FileTokenStore(at: folder)
            let tokens = (0..<2).map { String(repeating: "\($0)", count: 50_000) }
            try await store.save(Secret(tokens[0]), for: "a")
            let reader = try FileTokenStore(at: folder)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for turn in 0..<100 { try await store.save(Secret(tokens[turn % 2]), for: "a") } }
                group.addTask {
                    for _ in 0..<100 {
                        let seen = try await reader.load("a")
                        #expect(seen.map { $0.reveal { tokens.contains($0) } } == true)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
