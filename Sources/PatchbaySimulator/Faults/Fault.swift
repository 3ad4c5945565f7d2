/// Something that goes wrong on purpose.
public enum Fault: Hashable, Sendable {
    /// A refusal that the call did not earn. `applied` says whether the effect happened before it, as with a gateway that gave up
    /// waiting for the service behind it.
    case status(Int, retryAfter: RetryAfterForm? = nil, applied: Bool = false)
    /// The connection ends without an answer, before or after the effect.
    case cut(applied: Bool)
    /// The answer stops half way, in valid HTTP.
    case truncatedBody
    /// A web page instead of an answer, as proxies and gateways send. The effect does not happen.
    case htmlPage(status: Int)
    /// An error body of so many bytes. The effect does not happen.
    case hugeBody(status: Int, bytes: Int)
    /// A right answer under a wrong content type.
    case wrongContentType(String)
    /// A list does something wrong.
    case page(PageFault)
    /// A redirect to another origin.
    case redirect(status: Int)
    /// Every token that was issued so far is refused from now on, this call included.
    case expireTokens
    /// The app's secret is replaced, so that the known one is refused, and its tokens end.
    case rotateSecret
    /// The tenant withdraws permissions from the app, all of them if none is named; tokens that hold them end.
    case revokeConsent([String] = [])
    /// The Teams app is taken out of the catalogue.
    case removeApp
    /// Somebody else writes just before a write, so that the version that was read is the current one no more.
    /// Genesys users only, and once for each.
    case otherWriter
    /// The service takes this much longer; a notification comes this much later, so that others overtake it.
    case delay(ClosedRange<Duration>)
    /// A notification is never sent. This and the three below are for the operations `notifications.…`.
    case loseNotification
    /// A notification is sent twice.
    case duplicateNotification
    /// The subscription stays, and sends nothing from this notification on.
    case silenceSubscription
    /// The subscription is gone from this notification on, and nobody is told.
    case loseSubscription
}

/// What a list does wrong.
public enum PageFault: Hashable, Sendable {
    /// A page without elements, and a link to the next one. Allowed: a page may be empty and still have a next link.
    case empty
    /// The link is refused as too old.
    case expiredToken
    /// The next link leads to the page it is on.
    case loopingLink
    /// The next link leads to another origin.
    case foreignLink
    /// A delta link is refused: `syncStateNotFound`.
    case syncStateNotFound
    /// A delta link is refused with 410 and a place to begin anew.
    case gone
}

/// How a wait is written.
public enum RetryAfterForm: Hashable, Sendable {
    /// Whole seconds; also zero, negative and absurdly many.
    case seconds(Int)
    /// A decimal number, as Graph was seen to send.
    case decimal(Double)
    /// An HTTP date so many seconds away.
    case date(in: Int)
    /// Anything else.
    case text(String)
}
