import Foundation
import GraphClient
import Testing

@Suite struct `Change notifications: the presence that they bring` {
    /// Gives a text, whatever is encrypted.
    private struct TextDecryptor: NotificationDecryptor {
        let text: String
        func plaintext(of content: EncryptedContent) throws(NotificationDecryptionError) -> Data { Data(text.utf8) }
    }

    private static let content = EncryptedContent(
        data: Data(), dataSignature: Data(), dataKey: Data(), certificateID: "c")

    private func presence(_ text: String, of user: String?, content: EncryptedContent? = content)
        throws(NotificationDecryptionError) -> UserPresence
    {
        try ChangeNotification(subscriptionID: "s", tenantID: "t", resourceID: user, encryptedContent: content)
            .presence(using: TextDecryptor(text: text))
    }

    @Test func `it is read as polls read it`() throws {
        let text =
            ##"{"@odata.type":"#microsoft.graph.presence","id":"u1","availability":"Busy","activity":"InACall"}"##
        let expected = UserPresence(id: "u1", availability: "Busy", activity: "InACall")
        #expect(try presence(text, of: "U1") == expected)
        #expect(try presence(text, of: nil) == expected)
    }

    @Test func `what is inside must be about the same user`() {
        #expect(throws: NotificationDecryptionError.wrongResource) { try presence(#"{"id":"u2"}"#, of: "u1") }
    }

    @Test(arguments: ["", "{}", "[]", #"{"id":7}"#])
    func `what is no presence is unreadable`(text: String) {
        #expect(throws: NotificationDecryptionError.unreadable) { try presence(text, of: "u1") }
    }

    @Test func `without data there is none`() {
        #expect(throws: NotificationDecryptionError.noContent) { try presence("{}", of: "u1", content: nil) }
    }
}
