import PatchbayCrypto
import Testing

@Test func `without its trait the module is there and empty, with it it is not`() {
    #if Crypto
        #expect(CryptoTrait.isEnabled)
    #else
        #expect(!CryptoTrait.isEnabled)
    #endif
}
