"""The pages a plan is edited on. It is read on `overview:plan`, which shows what these show, side by side."""
