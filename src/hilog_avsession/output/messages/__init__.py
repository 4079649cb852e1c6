"""Every sentence that users see, in English and Chinese."""
