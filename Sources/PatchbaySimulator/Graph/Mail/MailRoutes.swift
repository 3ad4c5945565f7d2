import Foundation
import PatchbayCore

/// `POST /users/{id}/sendMail`. Accepted mails are kept in the journal.
///
/// Source: Microsoft Graph `user-sendmail`; Exchange's refusal of users without a mailbox as in graph.microsoft.com issue reports
/// (`MailboxNotEnabledForRESTAPI`).
enum MailRoutes {
    static let all: [Route] = [
        Route(
            .post, "/users/{user}/sendMail", "graph.mail.send", .write(of: "user"),
            charges: Charges { _ in [Charge(.graphGlobal), Charge(.mailbox)] }, permissions: ["Mail.Send"],
            source: "Microsoft Graph user-sendmail",
            handle: { (call, _, world) throws(Problem) in try send(call, world) })
    ]

    private struct Body: Decodable {
        struct Message: Decodable {
            struct Content: Decodable {
                let contentType: String?
                let content: String?
            }
            struct Recipient: Decodable {
                struct Address: Decodable { let address: String }
                let emailAddress: Address
            }
            let subject: String?
            let body: Content?
            let toRecipients: [Recipient]?
        }
        let message: Message
    }

    private static func send(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let index = try UserRoutes.find(call["user"], call, world)
        guard let user = world.directory.user(at: index, now: call.now), let mail = user.mail else {
            throw Problem(
                404, "MailboxNotEnabledForRESTAPI",
                "The mailbox is either inactive, soft-deleted, or is hosted on-premise.")
        }
        guard let body = call.body.flatMap({ try? JSONDecoder().decode(Body.self, from: $0) }) else {
            throw Problem(400, "ErrorInvalidRequest", "The request needs a message.")
        }
        let recipients = (body.message.toRecipients ?? []).map(\.emailAddress.address)
        guard !recipients.isEmpty else {
            throw Problem(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
        }
        world.journal.mails.append(
            SentMail(
                from: mail, to: recipients, subject: body.message.subject ?? "",
                contentType: body.message.body?.contentType ?? "Text", content: body.message.body?.content ?? ""))
        return HTTPResponse(status: 202)
    }
}
