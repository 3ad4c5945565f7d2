public import PatchbayCore

/// Mail, for sending a report.
///
/// Permission: `Mail.Send`, best narrowed to one mailbox by an application access policy. Source: Microsoft Graph `user-sendmail`.
public struct Mail: Sendable {
    let graph: Graph

    /// Sends a mail in HTML from a mailbox of the tenant; it is kept in the mailbox's sent items.
    ///
    /// Graph answers 202: accepted, not delivered. A call whose answer was lost is not sent again, as the mail may be on its way.
    ///
    /// - Parameters:
    ///   - subject: the subject.
    ///   - htmlBody: the body.
    ///   - to: the addresses of the recipients.
    ///   - from: the object id or sign-in name of the sending mailbox.
    public func send(
        subject: String, htmlBody: String, to: [String], from: String, lane: RequestScheduler.Lane = .interactive
    ) async throws {
        guard !to.isEmpty else {
            throw ConfigurationError("The mail has no recipient.", remedy: "Name at least one address.")
        }
        let body = Body(
            message: Message(
                subject: subject, body: Content(content: htmlBody),
                toRecipients: to.map { Recipient(emailAddress: Address(address: $0)) }))
        _ = try await graph.pipeline.send(
            try graph.request(.post, "/users/\(PathSegment(from))/sendMail", json: body),
            for: GraphOperations.mailSend.inLane(lane))
    }

    private struct Body: Encodable {
        let message: Message
        let saveToSentItems = true
    }

    private struct Message: Encodable {
        let subject: String
        let body: Content
        let toRecipients: [Recipient]
    }

    private struct Content: Encodable {
        let contentType = "HTML"
        let content: String
    }

    private struct Recipient: Encodable {
        let emailAddress: Address
    }

    private struct Address: Encodable {
        let address: String
    }
}
